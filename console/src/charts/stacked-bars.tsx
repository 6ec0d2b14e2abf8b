import { Box, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { formatNumber, formatTime } from '../shared/format.ts';
import { t } from '../words/words.ts';
import { formatNumberTicks, formatTicks } from './time-ticks.ts';

export interface BarSeries {
  readonly name: string;
  /** One for each start. */
  readonly values: readonly number[];
}

export interface StackedBarsProps {
  readonly label: string;
  /** Epoch ms, in order. */
  readonly starts: readonly number[];
  /** The first stands at the bottom. */
  readonly series: readonly BarSeries[];
}

const height = 220;
const colors = ['#1c8799', '#e8590c', '#7048e8', '#2f9e44', '#e64980', '#f59f00', '#4c6ef5', '#868e96'];
/** There is no half a payload. */
const wholeSteps = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** The colour of the series at that place; there are more types than people tell colours apart, the last is for the rest. */
export function seriesColor(index: number): string {
  return colors[Math.min(index, colors.length - 1)] ?? '#868e96';
}

/** Bars over time, one upon the other; pointing at one says what it stands for. */
export function StackedBars({ label, starts, series }: StackedBarsProps) {
  const host = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<UPlot>();
  const [pointed, setPointed] = useState<number | null>(null);
  const count = series.length;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const grid = { stroke: 'rgba(128, 128, 128, 0.2)', width: 1 };
    const axis = { stroke: '#808488', grid, ticks: grid };
    const bars = UPlot.paths.bars?.({ size: [0.8, 48], align: 1 });
    const made = new UPlot(
      {
        width: element.clientWidth || 600,
        height,
        // The highest sum is drawn first, so that each lower one covers all but its own share.
        series: [
          {},
          ...Array.from({ length: count }, (_, index) => ({
            fill: seriesColor(count - 1 - index),
            width: 0,
            points: { show: false },
            ...(bars ? { paths: bars } : {}),
          })),
        ],
        axes: [
          { ...axis, values: formatTicks, space: 80 },
          { ...axis, size: 64, incrs: wholeSteps, values: formatNumberTicks },
        ],
        scales: {
          // Room for the last bar, which begins at its time.
          x: { range: ({ data: [times] }, min, max) => [min, max + ((times[1] ?? 0) - (times[0] ?? 0))] },
          y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] },
        },
        legend: { show: false },
        cursor: { points: { show: false }, drag: { x: false, y: false } },
        hooks: { setCursor: [(shown) => setPointed(shown.cursor.idx ?? null)] },
      },
      [[], ...Array.from({ length: count }, () => [])],
      element,
    );
    setPlot(made);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      setPlot(undefined);
    };
  }, [count]);

  useEffect(() => {
    plot?.setData([starts.map((start) => start / 1_000), ...stack(series).reverse()]);
  }, [plot, starts, series]);

  const total = series.reduce((sum, { values }) => sum + values.reduce((all, value) => all + value, 0), 0);
  return (
    <Box px="md" pb="xs">
      <Text size="sm" c="dimmed" className="number" mih="1.5em">
        {describe(starts, series, pointed) ?? t('{total} in all', { total: formatNumber(total) })}
      </Text>
      <div ref={host} role="img" aria-label={label} />
    </Box>
  );
}

/** Each series with everything below it added. */
function stack(series: readonly BarSeries[]): number[][] {
  let below: readonly number[] = [];
  return series.map(({ values }) => {
    const sums = values.map((value, index) => value + (below[index] ?? 0));
    below = sums;
    return sums;
  });
}

function describe(starts: readonly number[], series: readonly BarSeries[], index: number | null): string | undefined {
  const start = index === null ? undefined : starts[index];
  if (start === undefined || index === null) return undefined;
  const values = series
    .filter(({ values }) => (values[index] ?? 0) > 0)
    .map(({ name, values }) => `${name} ${formatNumber(values[index] ?? 0)}`);
  return `${formatTime(start, 'minutes')}: ${values.length === 0 ? t('nothing') : values.join(', ')}`;
}
