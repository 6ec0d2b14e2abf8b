import { Box, Group, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { colorOf, dashOf } from '../../../charts/colors.ts';
import { StateBand } from '../../../charts/state-band.tsx';
import { mostAxes, type PlotLine, TimePlot } from '../../../charts/time-plot.tsx';
import { formatResolution } from '../../../series/view.ts';
import { formatShortNumber } from '../../../shared/format.ts';
import { Time } from '../../../shared/time.tsx';
import type { GraphData, GraphSeries } from '../shown.ts';
import { describeMissing } from '../words.ts';

/** Series over time; what is text is drawn as a band of its states. A line in the legend hides its series. */
export function GraphView(props: {
  data: GraphData;
  height: number;
  label: string;
  onZoom: (from: number, to: number) => void;
}) {
  const { data, height, label, onZoom } = props;
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [pointed, setPointed] = useState<number>();
  const { times, lines, bands } = useMemo(() => toLines(data), [data]);
  const start = Date.parse(data.start);
  const end = Date.parse(data.end);
  const shown = useMemo(() => lines.filter(({ place }) => !hidden.has(place)).map(({ line }) => line), [lines, hidden]);
  const time = pointed === undefined ? undefined : times[pointed];
  const missing = data.series.flatMap((series) => (series.missing ? [series.missing] : []));
  const notes = (data.hideLegend ? 0 : 36) + bands.length * 30 + (data.isWidened ? 18 : 0);
  const toggle = (place: number) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(place)) after.add(place);
      return after;
    });
  return (
    <Stack gap={4} h="100%">
      {shown.length === 0 ? null : (
        <TimePlot
          label={label}
          times={times}
          lines={shown}
          start={start}
          end={end}
          resolution={data.resolution}
          height={Math.max(90, height - notes)}
          onZoom={onZoom}
          onPoint={setPointed}
        />
      )}
      {bands.map(({ series, place }) => (
        <StateBand
          key={place}
          label={series.label}
          times={series.times}
          values={series.values}
          start={start}
          end={end}
        />
      ))}
      {data.hideLegend ? null : (
        <Group component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Legend">
          {lines.map(({ line, place }) => (
            <Group key={line.key} component="li" gap={4} wrap="nowrap">
              <button
                type="button"
                className="legend-button"
                aria-pressed={!hidden.has(place)}
                onClick={() => toggle(place)}
                style={{ opacity: hidden.has(place) ? 0.5 : 1 }}
              >
                <svg width={16} height={4} aria-hidden="true">
                  <line
                    x1={0}
                    y1={2}
                    x2={16}
                    y2={2}
                    stroke={line.color}
                    strokeWidth={3}
                    strokeDasharray={line.dash?.join(' ')}
                  />
                </svg>
                <span className="foreign">{line.label}</span>
              </button>
              <Text size="sm" fw={600} className="number">
                {formatAt(line, pointed)}
              </Text>
            </Group>
          ))}
          {time === undefined ? null : (
            <Text component="li" size="sm" c="dimmed">
              <Time value={time} />
            </Text>
          )}
        </Group>
      )}
      {data.isWidened ? (
        <Text size="xs" c="dimmed">
          Shown in buckets of {formatResolution(data.resolution)}: narrower ones would be more than fit.
        </Text>
      ) : null}
      {missing.length > 0 && missing.length < data.series.length ? (
        <Box>
          {missing.slice(0, 3).map((each) => (
            <Text key={describeMissing(each)} size="xs" c="dimmed" className="foreign">
              {describeMissing(each)}
            </Text>
          ))}
        </Box>
      ) : null}
    </Stack>
  );
}

function formatAt({ values, isBoolean }: PlotLine, pointed: number | undefined): string {
  const value = pointed === undefined ? values.findLast((each) => each !== null) : values[pointed];
  if (value === null || value === undefined) return '–';
  return isBoolean ? String(value === 1) : formatShortNumber(value);
}

/** Series on common times, each with a value or null at each; those of text apart. */
function toLines({ series }: GraphData) {
  const times = [...new Set(series.flatMap((each) => each.times))].sort((one, other) => one - other);
  const places = new Map(times.map((time, index) => [time, index]));
  const isText = ({ values }: GraphSeries) => values.some((value) => typeof value === 'string');
  const numbered = series.map((each, place) => ({ series: each, place }));
  const scales = new Set(series.filter((each) => !isText(each)).map(({ axis }) => axis.key));
  const lines = numbered
    .filter((each) => !isText(each.series))
    .map(({ series: each, place }) => {
      const values = new Array<number | null>(times.length).fill(null);
      for (const [index, time] of each.times.entries()) {
        const value = each.values[index] ?? null;
        values[places.get(time) ?? 0] = value === null ? null : Number(value);
      }
      const isBoolean = each.values.some((value) => typeof value === 'boolean');
      const { axis, lineType } = each;
      const line: PlotLine = {
        key: `${place} ${each.label}`,
        label: each.label,
        color: toHex(each.color) ?? colorOf(place),
        dash: each.color === undefined ? dashOf(place) : [],
        // Five axes leave no room for the plot, so they become one.
        scale: scales.size > mostAxes ? 'all' : axis.key || 'left',
        unit: axis.label || undefined,
        isBoolean,
        form: each.graphType,
        curve: lineType === 'linear' ? undefined : lineType === 'step' ? 'stepAfter' : lineType,
        width: each.lineWeight,
        bounds: axis.min === undefined && axis.max === undefined ? undefined : { min: axis.min, max: axis.max },
        values,
      };
      return { line, place };
    });
  return { times, lines, bands: numbered.filter((each) => isText(each.series)) };
}

/** Colours of platforms are hex or rgb(); the plot puts an alpha behind a hex. */
function toHex(color: string | undefined): string | undefined {
  if (color === undefined) return undefined;
  if (/^#[0-9a-f]{6}$/i.test(color)) return color;
  const parts = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})/.exec(color);
  if (!parts) return undefined;
  return `#${parts
    .slice(1, 4)
    .map((part) => Math.min(255, Number(part)).toString(16).padStart(2, '0'))
    .join('')}`;
}
