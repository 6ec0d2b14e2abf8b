import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../api/query-keys.ts';

const steps = [50, 200, 1_000];

export interface HistoryOptions<T> {
  readonly applicationId: string;
  readonly deviceId: string;
  /** Tells the histories of a device apart. */
  readonly kind: 'states' | 'commands' | 'connections';
  readonly read: (query: { readonly limit: number }) => Promise<readonly T[]>;
  readonly refreshMs: number;
}

/** The newest entries of one of a device's histories; more of them when asked, up to what the API gives at a time. */
export function useHistory<T>({ applicationId, deviceId, kind, read, refreshMs }: HistoryOptions<T>) {
  const [step, setStep] = useState(0);
  const limit = steps[step] ?? 50;
  const query = useQuery({
    queryKey: keys.deviceHistory(applicationId, deviceId, kind, limit),
    queryFn: () => read({ limit }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
  const mayHaveMore = (query.data?.length ?? 0) >= limit && step < steps.length - 1;
  return { query, limit, showMore: mayHaveMore ? () => setStep(step + 1) : undefined };
}
