import { ActionIcon, Box, Group } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '../../../words/words.ts';

/** A rectangle of the plane, in its own units: pixels of an image. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the plane stands in its frame: `frame = plane * scale + offset`. */
export interface PlaneView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const zoomStep = 1.5;
const [smallestScale, largestScale] = [0.02, 40];
/** What the arrow keys move by, in px. */
const keyStep = 60;

/** The size of an image as it is stored; undefined until it is known, and for one that cannot be loaded. */
export function useImageSize(url: string | undefined) {
  const [size, setSize] = useState<{ url: string; width: number; height: number } | { url: string; isMissing: true }>();
  useEffect(() => {
    if (url === undefined) return;
    const image = new Image();
    image.onload = () => setSize({ url, width: image.naturalWidth || 100, height: image.naturalHeight || 100 });
    image.onerror = () => setSize({ url, isMissing: true });
    image.src = url;
    return () => {
      image.onload = null;
      image.onerror = null;
    };
  }, [url]);
  return size?.url === url ? size : undefined;
}

/**
 * A plane that is looked at through the frame of a block: moved by dragging and with the arrow keys, made larger and smaller
 * with the buttons, with + and -, and with Ctrl and the wheel. It shows the whole extent until somebody moves it.
 */
export function Plane(props: {
  label: string;
  height: number;
  extent: Extent;
  /** What is shown at first instead of the whole extent. */
  start?: { readonly centerX: number; readonly centerY: number; readonly scale: number } | undefined;
  isFixed?: boolean;
  background?: string | undefined;
  children: (view: PlaneView) => ReactNode;
}) {
  const { label, height, extent, start, isFixed = false, background, children } = props;
  const { ref, width } = useElementSize();
  const [moved, setMoved] = useState<PlaneView>();
  const drag = useRef<{ x: number; y: number; view: PlaneView }>(undefined);
  const view = moved ?? fit(extent, { width: width || 300, height }, start);
  const zoom = (factor: number) => {
    const scale = Math.min(largestScale, Math.max(smallestScale, view.scale * factor));
    const [centerX, centerY] = [width / 2, height / 2];
    const ratio = scale / view.scale;
    setMoved({ scale, x: centerX - (centerX - view.x) * ratio, y: centerY - (centerY - view.y) * ratio });
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step) setMoved({ ...view, x: view.x + (step[0] ?? 0) * keyStep, y: view.y + (step[1] ?? 0) * keyStep });
    else if (event.key === '+') zoom(zoomStep);
    else if (event.key === '-') zoom(1 / zoomStep);
    else return;
    event.preventDefault();
  };
  const begin = (event: PointerEvent<HTMLElement>) => {
    if (isFixed || event.button !== 0 || (event.target as HTMLElement).closest('button')) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, view };
  };
  const move = (event: PointerEvent) => {
    if (drag.current === undefined) return;
    const { x, y, view: from } = drag.current;
    setMoved({ ...from, x: from.x + event.clientX - x, y: from.y + event.clientY - y });
  };
  const end = () => {
    drag.current = undefined;
  };
  return (
    <Box
      ref={ref}
      role="region"
      aria-label={label}
      tabIndex={0}
      h={height}
      style={{ position: 'relative', overflow: 'hidden', background, touchAction: isFixed ? 'auto' : 'pan-y' }}
      onKeyDown={isFixed ? undefined : onKey}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onWheel={(event) => {
        if (event.ctrlKey && !isFixed) zoom(event.deltaY < 0 ? zoomStep : 1 / zoomStep);
      }}
    >
      {children(view)}
      {isFixed ? null : (
        <Group gap={2} style={{ position: 'absolute', right: 4, top: 4 }}>
          <ActionIcon size="sm" variant="default" aria-label={t('Larger')} onClick={() => zoom(zoomStep)}>
            +
          </ActionIcon>
          <ActionIcon size="sm" variant="default" aria-label={t('Smaller')} onClick={() => zoom(1 / zoomStep)}>
            −
          </ActionIcon>
        </Group>
      )}
    </Box>
  );
}

function fit(
  { left, top, right, bottom }: Extent,
  frame: { width: number; height: number },
  start: { readonly centerX: number; readonly centerY: number; readonly scale: number } | undefined,
): PlaneView {
  if (start) {
    const { centerX, centerY, scale } = start;
    return { scale, x: frame.width / 2 - centerX * scale, y: frame.height / 2 - centerY * scale };
  }
  const scale = Math.min(frame.width / Math.max(1, right - left), frame.height / Math.max(1, bottom - top));
  return {
    scale,
    x: (frame.width - (right - left) * scale) / 2 - left * scale,
    y: (frame.height - (bottom - top) * scale) / 2 - top * scale,
  };
}

/** The image that a plane has as its ground. */
export function PlaneImage(props: { url: string; view: PlaneView; width: number; height: number }) {
  const { url, view, width, height } = props;
  return (
    <img
      src={url}
      alt=""
      draggable={false}
      style={{
        position: 'absolute',
        left: view.x,
        top: view.y,
        width: width * view.scale,
        height: height * view.scale,
        maxWidth: 'none',
      }}
    />
  );
}
