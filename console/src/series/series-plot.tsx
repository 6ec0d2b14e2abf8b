import { Box, Button, Group, Text } from '@mantine/core';
import { useElementSize, useViewportSize } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { colorOf, dashOf } from '../charts/colors.ts';
import { savePicture } from '../charts/picture.ts';
import { mostAxes } from '../charts/plot-axes.ts';
import { StateBand } from '../charts/state-band.tsx';
import { type PlotLine, type PlotPlace, TimePlot } from '../charts/time-plot.tsx';
import { formatNumber } from '../shared/format.ts';
import { t } from '../words/words.ts';
import { type Columns, type Line, toNumber } from './columns.ts';
import { MarkList, type SeriesMark } from './mark-list.tsx';
import { SeriesLegend } from './series-legend.tsx';

export interface SeriesPlotProps {
  readonly label: string;
  readonly columns: Columns;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Ms of a bucket; 0 for reports as they came. */
  readonly resolution: number;
  readonly readAt: number;
  /** The unit of an attribute, where it is known: lines of one unit share an axis. */
  readonly unitOf: (attribute: string) => string | undefined;
  readonly onZoom: (start: number, end: number) => void;
  /** What happened meanwhile. */
  readonly marks?: readonly SeriesMark[] | undefined;
}

/** More lines than this are no longer told apart, whatever their colours and strokes; the table has them all. */
export const mostLines = 24;
/** Bands of text below a plot; more would push everything else off the screen. */
const mostBands = 6;
/** Two axes fit a phone, four a screen; lines of the others are read in the legend. */
const axesOf = (width: number) => (width < 600 ? 2 : mostAxes);
/** All plots of a page show the same moment: who points at one points at all. */
export const crossHair = 'page';
const nothing: ReadonlySet<string> = new Set();

/**
 * The height of a plot that is what its page is about: 60 % of the window's, on a phone less, where the values come first.
 * As long as the window has none (a print, a test), as before.
 */
function heightOf(window: { width: number; height: number }): number {
  if (window.height === 0) return 280;
  return Math.max(220, Math.round(window.height * (window.width < 600 ? 0.36 : 0.6)) - 60);
}

/**
 * The lines of a view, bands for what is text, and a legend that tells what each is called and was where somebody points, or
 * else last. A click on a name leaves that line alone, with Ctrl or Shift it hides the line.
 */
export function SeriesPlot(props: SeriesPlotProps) {
  const { label, columns, start, end, resolution, readAt, unitOf, onZoom, marks } = props;
  const [pointed, setPointed] = useState<number>();
  const [hidden, setHidden] = useState(nothing);
  const [place, setPlace] = useState<PlotPlace>();
  const lines = useMemo(() => toPlotLines(columns.lines, unitOf), [columns, unitOf]);
  const bands = useMemo(() => columns.lines.filter(isText).slice(0, mostBands), [columns]);
  const { ref, width } = useElementSize();
  const height = heightOf(useViewportSize());
  const keepPlace = useCallback(
    (now: PlotPlace) => setPlace((before) => (before?.left === now.left && before.width === now.width ? before : now)),
    [],
  );
  const mostShown = axesOf(width || 1_000);
  const axes = [...new Set(lines.map(({ scale }) => scale))];
  const drawable = columns.lines.filter(isDrawable).length;
  const time = pointed === undefined ? undefined : columns.times[pointed];
  return (
    <Box ref={ref}>
      {lines.length === 0 && bands.length > 0 ? null : (
        <TimePlot
          axes={mostShown}
          label={label}
          times={columns.times}
          lines={lines}
          start={start}
          end={end}
          resolution={resolution}
          height={height}
          readAt={readAt}
          hidden={hidden}
          moments={marks}
          crossHair={crossHair}
          onPlace={keepPlace}
          onZoom={onZoom}
          onPoint={setPointed}
        />
      )}
      {bands.map(({ key, deviceName, attribute, values }) => (
        <StateBand
          key={key}
          label={new Set(bands.map((each) => each.deviceId)).size > 1 ? `${deviceName} ${attribute}` : attribute}
          times={columns.times}
          values={values}
          start={start}
          end={end}
          place={lines.length === 0 ? undefined : place}
        />
      ))}
      <Group justify="space-between" align="flex-start" gap="xs" mt={4} wrap="nowrap">
        <SeriesLegend lines={lines} pointed={pointed} time={time} hidden={hidden} onHide={setHidden} />
        {lines.length === 0 ? null : (
          <Button
            variant="subtle"
            size="compact-xs"
            style={{ flexShrink: 0 }}
            onClick={(event) =>
              savePicture(event.currentTarget.closest('section')?.querySelector('.plot canvas'), {
                fileName: `${label}.png`,
                lines: lines.filter(({ key }) => !hidden.has(key)),
              })
            }
          >
            {t('Save as PNG')}
          </Button>
        )}
      </Group>
      <MarkList marks={marks} />
      {drawable > lines.length || axes.length > mostShown ? (
        <Text size="sm" c="dimmed">
          {drawable > lines.length
            ? t('The first {length} of {drawable} lines; choose fewer, or combine the devices. ', {
                length: lines.length,
                drawable: formatNumber(drawable),
              })
            : ''}
          {axes.length > mostShown
            ? t('Axes of {axes}; the others have a scale of their own, and their values here.', {
                axes: axes.slice(0, mostShown).join(t(' and ')),
              })
            : ''}
        </Text>
      ) : null}
    </Box>
  );
}

function isText({ values }: Line): boolean {
  return values.some((value) => typeof value === 'string');
}

/** Text is no line, and what has no value in the range takes no axis. */
function isDrawable(line: Line): boolean {
  return line.values.some((value) => value !== null) && !isText(line);
}

function toPlotLines(lines: readonly Line[], unitOf: (attribute: string) => string | undefined): PlotLine[] {
  const plottable = lines.filter(isDrawable).slice(0, mostLines);
  const manyDevices = new Set(plottable.map(({ deviceId }) => deviceId)).size > 1;
  const manyAttributes = new Set(plottable.map(({ attribute }) => attribute)).size > 1;
  return plottable.map(({ key, deviceName, attribute, values, isPast }, index) => {
    const unit = unitOf(attribute);
    const parts = [...(manyDevices ? [deviceName] : []), ...(manyAttributes || !manyDevices ? [attribute] : [])];
    const name = parts.join(' ');
    const isBoolean = values.some((value) => typeof value === 'boolean');
    return {
      key,
      label: unit === undefined ? name : `${name} (${unit})`,
      unit,
      color: colorOf(index),
      dash: isPast ? [2, 4] : dashOf(index),
      scale: unit ?? attribute,
      isBoolean,
      values: isBoolean ? values.map(toNumber) : (values as readonly (number | null)[]),
    };
  });
}
