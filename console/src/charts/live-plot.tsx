import { Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../api/client.ts';
import type { LiveEvent, LiveState } from '../api/live-events.ts';
import { keys } from '../api/query-keys.ts';
import type { StateEvent } from '../api/types.ts';
import { formatCount, formatNumber } from '../shared/format.ts';
import { LiveBadge } from '../shared/live-badge.tsx';
import { Failure, Loading } from '../shared/states.tsx';
import { useNow } from '../shared/time.tsx';
import { tx } from '../words/rich.ts';
import { t } from '../words/words.ts';
import { colorOf } from './colors.ts';
import { silentSince } from './gaps.ts';
import { TimePlot } from './time-plot.tsx';

/** Epoch ms, and the value then. */
type Point = readonly [number, number];

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
  /** Of its values, if known. */
  readonly unit: string | undefined;
  /** Events of the device's state stream, newest first. */
  readonly events: readonly LiveEvent<StateEvent>[];
  /** Of that stream. */
  readonly state: LiveState;
}

/** The last hour of a numeric attribute: what is stored, and from then on what arrives. */
export function LivePlot({ applicationId, deviceId, attribute, unit, events, state }: LivePlotProps) {
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
  if (history.data === undefined) return <Loading height={290} />;
  const points = new Map<number, number>();
  for (const { time, data } of history.data.devices[deviceId]?.points ?? []) addPoint(points, time, data[attribute]);
  const stored = Math.max(0, ...points.keys());
  for (const { data } of events) {
    if (Date.parse(String(data.time)) > stored) addPoint(points, data.time, data.data[attribute]);
  }
  const start = Date.now() - windowMs;
  const sorted = [...points].filter(([time]) => time >= start).sort(([a], [b]) => a - b);
  return <Plot attribute={attribute} unit={unit} points={sorted.slice(-mostPoints)} state={state} />;
}

function addPoint(points: Map<number, number>, time: string | number, value: unknown): void {
  const ms = new Date(time).getTime();
  if (typeof value === 'number' && Number.isFinite(ms)) points.set(ms, value);
}

function Plot(props: {
  readonly attribute: string;
  readonly unit: string | undefined;
  readonly points: readonly Point[];
  readonly state: LiveState;
}) {
  const { attribute, unit, points, state } = props;
  // The last hour, however little of it was reported: the axis reaches now, also when nothing comes.
  const end = Math.max(useNow(), points.at(-1)?.[0] ?? 0);
  const times = useMemo(() => points.map(([time]) => time), [points]);
  const lines = useMemo(() => {
    const values = points.map(([, value]) => value);
    return [{ key: attribute, label: attribute, unit, color: colorOf(0), scale: attribute, isBoolean: false, values }];
  }, [points, attribute, unit]);
  const newest = points.at(-1);
  return (
    <Box>
      <LiveBadge state={state} silentSince={silentSince(times, end, resolutionMs)} />
      <Text size="sm" c="dimmed" className="foreign" mt={4}>
        {tx('{attribute}, newest value: {value} ({points} of the last hour)', {
          attribute,
          value: (
            <b className="number" data-testid="plot-newest">
              {newest === undefined
                ? t('no value yet')
                : `${formatNumber(newest[1])}${unit === undefined ? '' : ` ${unit}`}`}
            </b>
          ),
          points: <span data-testid="plot-points">{formatCount(points.length, 'point')}</span>,
        })}
      </Text>
      <TimePlot
        label={t('Plot of {attribute}', { attribute })}
        times={times}
        lines={lines}
        start={end - windowMs}
        end={end}
        resolution={resolutionMs}
        crossHair="page"
        height={240}
      />
    </Box>
  );
}
