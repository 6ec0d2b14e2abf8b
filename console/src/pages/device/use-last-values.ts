import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLiveEvents } from '../../api/live-events.ts';
import { compositeStateQuery } from '../../api/queries/devices.ts';
import type { StateEvent } from '../../api/types.ts';

export interface LastValue {
  readonly value?: unknown;
  readonly time?: string | number;
}
type LastValues = Readonly<Record<string, LastValue>>;

/** The newest value of every attribute of a device: what is stored, and from then on what its stream tells. */
export function useLastValues(applicationId: string, deviceId: string) {
  const query = useQuery(compositeStateQuery(applicationId, deviceId));
  const [arrived, setArrived] = useState<LastValues>({});
  const { state, total } = useLiveEvents<StateEvent>({
    path: `/applications/${applicationId}/devices/${deviceId}/stateStream`,
    limit: 1_000,
    onBatch: (events) => setArrived((before) => events.reduce((values, { data }) => takeState(values, data), before)),
  });
  const stored = query.data;
  const values = useMemo(() => {
    const merged: Record<string, LastValue> = { ...stored };
    for (const [name, value] of Object.entries(arrived)) merged[name] = pickNewer(merged[name], value);
    return merged;
  }, [stored, arrived]);
  return { query, values, state, total };
}

function takeState(values: LastValues, { time, data }: StateEvent): LastValues {
  const next = { ...values };
  for (const [name, value] of Object.entries(data)) next[name] = pickNewer(next[name], { value, time });
  return next;
}

/** By its own time: a late report of an old state does not replace a newer one. */
function pickNewer(known: LastValue | undefined, other: LastValue): LastValue {
  if (known?.time === undefined || other.time === undefined) return other;
  return new Date(other.time).getTime() >= new Date(known.time).getTime() ? other : known;
}
