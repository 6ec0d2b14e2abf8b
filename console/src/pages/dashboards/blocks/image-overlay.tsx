import { Box, Text } from '@mantine/core';
import { useState } from 'react';
import { readableOn, readRgb } from '../../../charts/contrast.ts';
import { Markdown } from '../../../shared/markdown.tsx';
import type { ImageOverlayData, Overlay } from '../shown-places.ts';
import { type Extent, Plane, PlaneImage, useImageSize } from './plane.tsx';
import { CornerNote, Popup } from './popup.tsx';
import { describeUnloaded, readImage } from './safe-url.ts';

const fontSizes = { small: 11, medium: 14, large: 20 } as const;

/** A picture with values at their places on it. */
export function ImageOverlayView({ data, height, label }: { data: ImageOverlayData; height: number; label: string }) {
  const { overlays, color, zoom = 0, disableZoom = false } = data;
  const image = readImage(data.image);
  const size = useImageSize(image.url);
  const [chosen, setChosen] = useState<string>();
  const isThere = size !== undefined && 'width' in size;
  const extent = isThere ? { left: 0, top: 0, right: size.width, bottom: size.height } : around(overlays);
  const note = image.note ?? (size && 'isMissing' in size ? describeUnloaded(size.url) : undefined);
  const middle = { centerX: (extent.left + extent.right) / 2, centerY: (extent.top + extent.bottom) / 2 };
  return (
    <div style={{ position: 'relative', height: '100%' }}>
      <Plane
        key={isThere ? 'image' : 'ground'}
        label={label}
        height={height}
        extent={extent}
        start={isThere ? { ...middle, scale: 2 ** zoom } : undefined}
        isFixed={disableZoom}
        background={readRgb(color) ? color : undefined}
      >
        {(plane) => (
          <>
            {isThere && image.url ? (
              <PlaneImage url={image.url} view={plane} width={size.width} height={size.height} />
            ) : null}
            {overlays.map((overlay, index) => (
              <Box
                // biome-ignore lint/suspicious/noArrayIndexKey: overlays stay where they are
                key={index}
                style={{
                  position: 'absolute',
                  left: overlay.x * plane.scale + plane.x,
                  top: overlay.y * plane.scale + plane.y,
                  transform: 'translate(-50%, -50%)',
                }}
              >
                <OverlayView overlay={overlay} onChoose={setChosen} />
              </Box>
            ))}
          </>
        )}
      </Plane>
      {note === undefined ? null : <CornerNote>{note}</CornerNote>}
      {chosen === undefined ? null : <Popup label={label} text={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}

/** Without a picture, a plain ground that the overlays fill. */
function around(overlays: readonly Overlay[]): Extent {
  const xs = overlays.map(({ x }) => x);
  const ys = overlays.map(({ y }) => y);
  return {
    left: Math.min(0, ...xs) - 40,
    top: Math.min(0, ...ys) - 20,
    right: Math.max(100, ...xs) + 40,
    bottom: Math.max(60, ...ys) + 20,
  };
}

function OverlayView({ overlay, onChoose }: { overlay: Overlay; onChoose: (text: string) => void }) {
  const { popup = '' } = overlay;
  const content = <OverlayContent overlay={overlay} />;
  if (popup === '') return content;
  return (
    <button type="button" className="dashboard-overlay" onClick={() => onChoose(popup)}>
      {content}
    </button>
  );
}

function OverlayContent({ overlay }: { overlay: Overlay }) {
  const { type, size = 'medium', color, label = '', text = '', image } = overlay;
  const fontSize = fontSizes[size];
  if (type === 'image') {
    const { url } = readImage(image);
    return url === undefined ? null : <img src={url} alt={label} style={{ maxWidth: 160, maxHeight: 160 }} />;
  }
  if (type === 'bar') return <Bar overlay={overlay} fontSize={fontSize} />;
  if (type === 'indicator') {
    return (
      <Box ta="center">
        <Shape shape={overlay.shape ?? 'circle'} color={color ?? '#868e96'} size={fontSize * 1.6} />
        {label === '' ? null : <Label text={label} fontSize={fontSize} color={undefined} />}
      </Box>
    );
  }
  return <Label text={type === 'value' ? text || label : label || text} fontSize={fontSize} color={color} />;
}

/** A text on its colour, or on the block's own ground so that it can be read on any picture. */
function Label({ text, fontSize, color }: { text: string; fontSize: number; color: string | undefined }) {
  const ink = readableOn(color);
  return (
    <Box
      className="indicator-label dashboard-overlay-label"
      style={
        {
          '--indicator-size': `${fontSize}px`,
          background: ink === undefined ? 'var(--mantine-color-body)' : color,
          color: ink,
        } as React.CSSProperties
      }
    >
      <Markdown text={text} />
    </Box>
  );
}

const paths: Readonly<Record<string, string>> = {
  square: 'M2 2h20v20H2z',
  'triangle-up': 'M12 2 22 21H2z',
  'triangle-down': 'M12 22 2 3h20z',
  octagon: 'M8 2h8l6 6v8l-6 6H8l-6-6V8z',
};

function Shape({ shape, color, size }: { shape: string; color: string; size: number }) {
  const path = paths[shape];
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" stroke="#fff" strokeWidth={1.5} fill={color}>
      {path === undefined ? <circle cx={12} cy={12} r={10} /> : <path d={path} />}
    </svg>
  );
}

/** Half an inch a unit of length, as long as the overlay wants it. */
const unitPx = 24;

function Bar({ overlay, fontSize }: { overlay: Overlay; fontSize: number }) {
  const { value, min = 0, max = 100, length = 4, orientation, color = '#1c8799', backgroundColor, text = '' } = overlay;
  const share = value === undefined || max <= min ? 0 : Math.min(1, Math.max(0, (value - min) / (max - min)));
  const long = Math.min(10, Math.max(1, length)) * unitPx;
  const isUpright = orientation === 'vertical';
  return (
    <Box ta="center">
      <Box
        w={isUpright ? fontSize : long}
        h={isUpright ? long : fontSize}
        mx="auto"
        style={{ position: 'relative', background: backgroundColor ?? 'var(--mantine-color-default-border)' }}
      >
        <Box
          style={{
            position: 'absolute',
            left: 0,
            bottom: 0,
            width: isUpright ? '100%' : `${100 * share}%`,
            height: isUpright ? `${100 * share}%` : '100%',
            background: color,
          }}
        />
      </Box>
      {text === '' ? (
        value === undefined ? (
          <Text size="xs">--</Text>
        ) : null
      ) : (
        <Label text={text} fontSize={fontSize} color={undefined} />
      )}
    </Box>
  );
}
