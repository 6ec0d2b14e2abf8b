import { Box, Group, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { colorOf, dashOf } from '../charts/colors.ts';
import { mostAxes, type PlotLine, TimePlot } from '../charts/time-plot.tsx';
import { formatNumber, formatShortNumber } from '../shared/format.ts';
import { Time } from '../shared/time.tsx';
import { type Columns, type Line, toNumber } from './columns.ts';

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
}

/** More lines than this are no longer told apart, whatever their colours and strokes; the table has them all. */
export const mostLines = 24;
/** Two axes fit a phone, four a screen; lines of the others are read in the legend. */
const axesOf = (width: number) => (width < 600 ? 2 : mostAxes);

/** The lines of a view, and below them what each is called and was where somebody points, or else last. */
export function SeriesPlot({ label, columns, start, end, resolution, readAt, unitOf, onZoom }: SeriesPlotProps) {
  const [pointed, setPointed] = useState<number>();
  const lines = useMemo(() => toPlotLines(columns.lines, unitOf), [columns, unitOf]);
  const { ref, width } = useElementSize();
  const mostShown = axesOf(width || 1_000);
  const axes = [...new Set(lines.map(({ scale }) => scale))];
  const drawable = columns.lines.filter(isDrawable).length;
  const time = pointed === undefined ? undefined : columns.times[pointed];
  return (
    <Box ref={ref}>
      <TimePlot
        axes={mostShown}
        label={label}
        times={columns.times}
        lines={lines}
        start={start}
        end={end}
        resolution={resolution}
        readAt={readAt}
        onZoom={onZoom}
        onPoint={setPointed}
      />
      <Group gap="md" mt={4} mih={24} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Legend">
        {lines.map((line, index) => (
          <Group key={line.key} component="li" gap={6} wrap="nowrap">
            <Stroke color={line.color} dash={line.dash} />
            <Text size="sm" className="foreign">
              {line.label}
            </Text>
            <Text size="sm" fw={600} className="number" {...(index === 0 ? { 'data-testid': 'plot-newest' } : {})}>
              {formatPoint(time === undefined ? newestOf(line.values) : line.values[pointed ?? 0], line.isBoolean)}
            </Text>
          </Group>
        ))}
        {time === undefined ? null : (
          <Text component="li" size="sm" c="dimmed">
            <Time value={time} />
          </Text>
        )}
      </Group>
      {drawable > lines.length || axes.length > mostShown ? (
        <Text size="sm" c="dimmed">
          {drawable > lines.length
            ? `The first ${lines.length} of ${formatNumber(drawable)} lines; choose fewer, or combine the devices. `
            : ''}
          {axes.length > mostShown
            ? `Axes of ${axes.slice(0, mostShown).join(' and ')}; the others have a scale of their own, and their values here.`
            : ''}
        </Text>
      ) : null}
    </Box>
  );
}

/** Text is no line, and what has no value in the range takes no axis. */
function isDrawable({ values }: Line): boolean {
  return values.some((value) => value !== null) && !values.some((value) => typeof value === 'string');
}

function toPlotLines(lines: readonly Line[], unitOf: (attribute: string) => string | undefined): PlotLine[] {
  const plottable = lines.filter(isDrawable).slice(0, mostLines);
  const manyDevices = new Set(plottable.map(({ deviceId }) => deviceId)).size > 1;
  const manyAttributes = new Set(plottable.map(({ attribute }) => attribute)).size > 1;
  return plottable.map(({ key, deviceName, attribute, values }, index) => {
    const unit = unitOf(attribute);
    const name = [...(manyDevices ? [deviceName] : []), ...(manyAttributes || !manyDevices ? [attribute] : [])].join(
      ' ',
    );
    const isBoolean = values.some((value) => typeof value === 'boolean');
    return {
      key,
      label: unit === undefined ? name : `${name} (${unit})`,
      unit,
      color: colorOf(index),
      dash: dashOf(index),
      scale: unit ?? attribute,
      isBoolean,
      values: isBoolean ? values.map(toNumber) : (values as readonly (number | null)[]),
    };
  });
}

function newestOf(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

function formatPoint(value: number | null | undefined, isBoolean: boolean): string {
  if (value === null || value === undefined) return '–';
  return isBoolean ? String(value === 1) : formatShortNumber(value);
}

/** How the line is drawn. */
function Stroke({ color, dash }: { color: string; dash: readonly number[] | undefined }) {
  return (
    <svg width={24} height={4} aria-hidden="true" style={{ flexShrink: 0 }}>
      <line x1={0} y1={2} x2={24} y2={2} stroke={color} strokeWidth={3} strokeDasharray={dash?.join(' ')} />
    </svg>
  );
}
