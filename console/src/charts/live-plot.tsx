import { Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { request } from '../api/client.ts';
import type { LiveEvent } from '../api/live-events.ts';
import { keys } from '../api/query-keys.ts';
import type { StateEvent } from '../api/types.ts';
import { formatCount, formatNumber } from '../shared/format.ts';
import { Failure, Loading } from '../shared/states.tsx';
import { formatNumberTicks, formatTicks } from './time-ticks.ts';

/** What the plot shows; older points fall out as new ones arrive. */
const windowMs = 3_600_000;
/** A device that reports a thousand times a second must not fill the browser's memory. */
const mostPoints = 5_000;
/** An hour in 720 points: as many as a wide screen shows. */
const resolutionMs = 5_000;

export interface LivePlotProps {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly attribute: string;
  /** Events of the device's state stream, newest first. */
  readonly events: readonly LiveEvent<StateEvent>[];
}

/** The last hour of a numeric attribute: what is stored, and from then on what arrives. */
export function LivePlot({ applicationId, deviceId, attribute, events }: LivePlotProps) {
  const history = useQuery({
    queryKey: keys.liveSeries(applicationId, deviceId, attribute),
    queryFn: () =>
      request('POST', '/applications/{applicationId}/data/time-series-query', {
        path: { applicationId },
        body: {
          deviceIds: [deviceId],
          attributes: [attribute],
          duration: windowMs,
          resolution: resolutionMs,
          aggregation: 'LAST',
        },
      }),
    // The stream carries on from here; asked again only when the page is opened again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (history.error) return <Failure error={history.error} retry={() => void history.refetch()} />;
  if (history.data === undefined) return <Loading height={240} />;
  const points = new Map<number, number>();
  for (const { time, data } of history.data.devices[deviceId]?.points ?? []) addPoint(points, time, data[attribute]);
  const stored = Math.max(0, ...points.keys());
  for (const { data } of events) {
    if (Date.parse(String(data.time)) > stored) addPoint(points, data.time, data.data[attribute]);
  }
  const start = Date.now() - windowMs;
  const sorted = [...points].filter(([time]) => time >= start).sort(([a], [b]) => a - b);
  return <Plot label={attribute} points={sorted.slice(-mostPoints)} />;
}

function addPoint(points: Map<number, number>, time: string | number, value: unknown): void {
  const ms = new Date(time).getTime();
  if (typeof value === 'number' && Number.isFinite(ms)) points.set(ms, value);
}

function Plot({ label, points }: { label: string; points: readonly (readonly [number, number])[] }) {
  const host = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<UPlot>();

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const grid = { stroke: 'rgba(128, 128, 128, 0.2)', width: 1 };
    const axis = { stroke: '#808488', grid, ticks: grid };
    const made = new UPlot(
      {
        width: element.clientWidth || 600,
        height: 240,
        series: [{}, { label, stroke: '#1c8799', width: 2, fill: 'rgba(28, 135, 153, 0.12)', spanGaps: true }],
        axes: [
          { ...axis, values: formatTicks, space: 80 },
          { ...axis, size: 64, values: formatNumberTicks },
        ],
        // The last hour, however little of it was reported.
        scales: { x: { range: () => [(Date.now() - windowMs) / 1_000, Date.now() / 1_000] } },
        legend: { show: false },
      },
      [[], []],
      element,
    );
    setPlot(made);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: 240 }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [label]);

  useEffect(() => {
    plot?.setData([points.map(([time]) => time / 1_000), points.map(([, value]) => value)]);
  }, [plot, points]);

  const newest = points.at(-1)?.[1];
  return (
    <Box>
      <Text size="sm" c="dimmed" className="foreign">
        {label}, newest value:{' '}
        <b className="number" data-testid="plot-newest">
          {newest === undefined ? 'no value yet' : formatNumber(newest)}
        </b>{' '}
        <span data-testid="plot-points">({formatCount(points.length, 'point')} of the last hour)</span>
      </Text>
      <div ref={host} role="img" aria-label={`Plot of ${label}`} />
    </Box>
  );
}
