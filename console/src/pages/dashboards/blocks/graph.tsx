import { Box, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { mostAxes } from '../../../charts/plot-axes.ts';
import { StateBand } from '../../../charts/state-band.tsx';
import { TimePlot } from '../../../charts/time-plot.tsx';
import { formatResolution } from '../../../series/view.ts';
import { t, tn } from '../../../words/words.ts';
import { useDashboardContext } from '../dashboard-context.ts';
import type { GraphData } from '../shown.ts';
import { describeMissing } from '../words.ts';
import { GraphLegend } from './graph-legend.tsx';
import { toGraphLines } from './graph-lines.ts';

const bandPx = 30;
const notePx = 18;

/** Series over time; what is text, or true or false, is drawn as a band of its states. */
export function GraphView(props: {
  data: GraphData;
  height: number;
  label: string;
  onZoom: (from: number, to: number) => void;
}) {
  const { data, height, label, onZoom } = props;
  const scheme = useComputedColorScheme('light');
  const { crossHair } = useDashboardContext();
  const { ref: follow, width: laterWidth } = useElementSize();
  const [firstWidth, setFirstWidth] = useState(0);
  // Known before anything is drawn: a plot that is made for another width would be made anew.
  const measure = useCallback((element: HTMLElement | null) => {
    if (element) setFirstWidth(element.clientWidth);
  }, []);
  const ref = useMergedRef(follow, measure);
  const width = laterWidth || firstWidth;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [pointed, setPointed] = useState<number>();
  const { times, lines, bands, marks } = useMemo(() => toGraphLines(data, scheme), [data, scheme]);
  const start = Date.parse(data.start);
  const end = Date.parse(data.end);
  const missing = data.series.flatMap((series) => (series.missing ? [series.missing] : []));
  const isPartly = missing.length > 0 && missing.length < data.series.length;
  // Two axes leave a phone room for the plot, four a screen.
  const axes = width > 0 && width < 600 ? 2 : mostAxes;
  const left = new Set(lines.map(({ scale }) => scale)).size - axes;
  const notes = [
    ...(data.isWidened
      ? [
          t('Shown in buckets of {resolution}: narrower ones would be more than fit.', {
            resolution: formatResolution(data.resolution),
          }),
        ]
      : []),
    ...(left > 0
      ? [
          tn(
            left,
            '{count} more scale has no axis here; the legend has the values.',
            '{count} more scales have no axis here; the legend has the values.',
          ),
        ]
      : []),
    ...(isPartly ? missing.slice(0, 2).map(describeMissing) : []),
  ];
  const legendRows = data.hideLegend || lines.length === 0 ? 0 : lines.length * 150 > Math.max(width, 150) ? 2 : 1;
  const rest = height - legendRows * 24 - bands.length * bandPx - notes.length * notePx - 4;
  return (
    <Stack gap={4} h="100%" ref={ref}>
      {lines.length === 0 || width === 0 ? null : (
        <TimePlot
          label={label}
          times={times}
          lines={lines}
          hidden={hidden}
          marks={marks}
          start={start}
          end={end}
          resolution={data.resolution}
          height={Math.max(80, rest)}
          axes={axes}
          onZoom={onZoom}
          onPoint={setPointed}
          {...(crossHair === undefined ? {} : { crossHair })}
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
      {legendRows === 0 ? null : (
        <GraphLegend
          lines={lines}
          hidden={hidden}
          onChange={setHidden}
          pointed={pointed}
          time={pointed === undefined ? undefined : times[pointed]}
          height={legendRows * 24}
        />
      )}
      {notes.map((note) => (
        <Box key={note} mah={notePx}>
          <Text size="xs" c="dimmed" className="foreign" truncate title={note}>
            {note}
          </Text>
        </Box>
      ))}
    </Stack>
  );
}
