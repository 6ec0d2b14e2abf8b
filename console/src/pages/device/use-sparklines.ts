import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';

const spanMs = 86_400_000;
/** A point every half hour: as many as there are pixels for. */
const resolution = 1_800_000;
const lookEveryMs = 60_000;
/** As many as a page shows without being asked for more. */
const mostAttributes = 25;

/** The means of a device's first numbers over the last day, by attribute. Without them the values themselves are still there. */
export function useSparklines(applicationId: string, device: Device) {
  const { id: deviceId } = device;
  const numbers = (device.attributes ?? []).filter(({ dataType }) => dataType === 'number');
  const attributes = numbers.slice(0, mostAttributes).map(({ name }) => name);
  const series = useQuery({
    queryKey: keys.series(JSON.stringify(['sparklines', applicationId, deviceId, attributes])),
    queryFn: () =>
      request('POST', '/applications/{applicationId}/data/time-series-query', {
        path: { applicationId },
        body: { deviceIds: [deviceId], attributes, duration: spanMs, resolution, aggregation: 'MEAN' },
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
