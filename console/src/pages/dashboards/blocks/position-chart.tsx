import { useState } from 'react';
import { formatCount, formatTime } from '../../../shared/format.ts';
import { t } from '../../../words/words.ts';
import type { PlaneTrack, PositionChartData } from '../shown-places.ts';
import { densityOf, pinColor } from './pins.ts';
import { type Extent, Plane, PlaneImage, type PlaneView, useImageSize } from './plane.tsx';
import { CornerNote, Popup } from './popup.tsx';
import { describeUnloaded, readImage } from './safe-url.ts';

/** What is said of one chosen pin. */
interface Chosen {
  readonly label: string;
  readonly text: string;
}

/** Where devices were, on a picture. */
export function PositionChartView({ data, height, label }: { data: PositionChartData; height: number; label: string }) {
  const { tracks, view = {}, leftOut = 0 } = data;
  const image = readImage(data.image);
  const size = useImageSize(image.url);
  const [chosen, setChosen] = useState<Chosen>();
  const isThere = size !== undefined && 'width' in size;
  const extent = isThere ? { left: 0, top: 0, right: size.width, bottom: size.height } : around(tracks);
  const zoom = typeof view.zoom === 'number' ? 2 ** view.zoom : undefined;
  const start =
    view.center && zoom !== undefined ? { centerX: view.center[0], centerY: view.center[1], scale: zoom } : undefined;
  const notes = [
    ...(image.note === undefined ? [] : [image.note]),
    ...(size && 'isMissing' in size && image.url ? [describeUnloaded(image.url)] : []),
    ...(leftOut > 0 ? [t('{reports} without a position', { reports: formatCount(leftOut, 'report') })] : []),
  ];
  return (
    <div style={{ position: 'relative', height: '100%' }}>
      <Plane label={label} height={height} extent={extent} start={start}>
        {(plane) => (
          <>
            {isThere && image.url ? (
              <PlaneImage url={image.url} view={plane} width={size.width} height={size.height} />
            ) : null}
            {data.lines === false ? null : <Lines tracks={tracks} plane={plane} hasArrows={data.arrows === true} />}
            {tracks.map((track, place) => (
              <Pins
                // biome-ignore lint/suspicious/noArrayIndexKey: tracks have no names for whoever it is shared with
                key={place}
                track={track}
                plane={plane}
                data={data}
                onChoose={setChosen}
              />
            ))}
          </>
        )}
      </Plane>
      {notes.length === 0 ? null : <CornerNote>{notes.join(' ')}</CornerNote>}
      {chosen ? <Popup {...chosen} onClose={() => setChosen(undefined)} /> : null}
    </div>
  );
}

function around(tracks: readonly PlaneTrack[]): Extent {
  const xs = tracks.flatMap(({ pixelXs }) => pixelXs);
  const ys = tracks.flatMap(({ pixelYs }) => pixelYs);
  const reduce = (all: readonly number[], pick: 'min' | 'max') => all.reduce((a, b) => Math[pick](a, b), all[0] ?? 0);
  return {
    left: reduce(xs, 'min') - 20,
    top: reduce(ys, 'min') - 20,
    right: reduce(xs, 'max') + 20,
    bottom: reduce(ys, 'max') + 20,
  };
}

function Lines({ tracks, plane, hasArrows }: { tracks: readonly PlaneTrack[]; plane: PlaneView; hasArrows: boolean }) {
  return (
    <svg width="100%" height="100%" style={{ position: 'absolute', inset: 0 }} aria-hidden="true">
      {hasArrows ? (
        <defs>
          <marker id="track-arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto">
            <path d="M0 0 8 4 0 8z" fill="#1c7ed6" />
          </marker>
        </defs>
      ) : null}
      {tracks.map(({ pixelXs, pixelYs }, place) => (
        <polyline
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          key={place}
          points={pixelXs
            .map((x, index) => `${x * plane.scale + plane.x},${(pixelYs[index] ?? 0) * plane.scale + plane.y}`)
            .join(' ')}
          fill="none"
          stroke="#1c7ed6"
          strokeWidth={2}
          {...(hasArrows ? { markerMid: 'url(#track-arrow)', markerEnd: 'url(#track-arrow)' } : {})}
        />
      ))}
    </svg>
  );
}

function Pins(props: {
  track: PlaneTrack;
  plane: PlaneView;
  data: PositionChartData;
  onChoose: (chosen: Chosen) => void;
}) {
  const { track, plane, data, onChoose } = props;
  return track.pins.map((pin) => {
    const { index, icon, popup = '' } = pin;
    const time = track.times[index];
    const name = [track.deviceName, time === undefined ? undefined : formatTime(time)].filter(Boolean).join(', ');
    const place = {
      position: 'absolute',
      left: (track.pixelXs[index] ?? 0) * plane.scale + plane.x,
      top: (track.pixelYs[index] ?? 0) * plane.scale + plane.y,
    } as const;
    return (
      <button
        key={index}
        type="button"
        className="dashboard-pin"
        aria-label={name || t('Position')}
        title={name}
        disabled={popup === ''}
        style={place}
        onClick={() => onChoose({ label: name, text: popup })}
      >
        <PinPicture icon={icon} color={pinColor(pin, track.times.length, data)} isResized={data.resizedPins} />
      </button>
    );
  });
}

/** A picture that ends where the position is, or a dot. */
export function PinPicture(props: { icon: string | undefined; color: string; isResized: boolean | undefined }) {
  const { icon, color, isResized } = props;
  const image = icon === undefined ? undefined : readImage(icon).url;
  const size = useImageSize(image);
  if (image !== undefined && size !== undefined && 'width' in size) {
    const density = densityOf(image, isResized);
    return <img src={image} alt="" width={size.width / density} height={size.height / density} draggable={false} />;
  }
  return <span className="dashboard-dot" style={{ background: color }} />;
}
