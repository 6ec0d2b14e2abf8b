import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';

const spanMs = 86_400_000;
/** A point every half hour: as many as there are pixels for. */
const resolution = 1_800_000;
const lookEveryMs = 60_000;

/** The means of a device's numbers over the last day, by attribute. Without them the values themselves are still there. */
export function useSparklines(applicationId: string, deviceId: string, attributes: readonly string[]) {
  const series = useQuery({
    queryKey: keys.series(JSON.stringify(['sparklines', applicationId, deviceId, attributes])),
    queryFn: () =>
      request('POST', '/applications/{applicationId}/data/time-series-query', {
        path: { applicationId },
        body: { deviceIds: [deviceId], attributes: [...attributes], duration: spanMs, resolution, aggregation: 'MEAN' },
      }),
    enabled: attributes.length > 0,
    refetchInterval: lookEveryMs,
  });
  return useMemo(() => {
    const found = new Map<string, (number | null)[]>();
    if (!series.data) return found;
    const start = Math.floor(Date.parse(series.data.start) / resolution);
    const length = Math.floor(Date.parse(series.data.end) / resolution) - start + 1;
    for (const { time, data } of series.data.devices[deviceId]?.points ?? []) {
      const index = Math.floor(Date.parse(time) / resolution) - start;
      for (const [name, value] of Object.entries(data)) {
        const values = found.get(name) ?? new Array<number | null>(length).fill(null);
        if (typeof value === 'number' && index >= 0 && index < length) values[index] = value;
        found.set(name, values);
      }
    }
    return found;
  }, [series.data, deviceId]);
}
