import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.ts';

const steps = [50, 200, 1_000];

/** The newest entries of one of a device's histories; more of them when asked, up to what the API gives at a time. */
export function useHistory<T>(path: string, refreshMs: number) {
  const [step, setStep] = useState(0);
  const limit = steps[step] ?? 50;
  const query = useQuery({
    queryKey: ['history', path, limit],
    queryFn: () => call<readonly T[]>('GET', path, { query: { limit } }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
  const mayHaveMore = (query.data?.length ?? 0) >= limit && step < steps.length - 1;
  return { query, limit, showMore: mayHaveMore ? () => setStep(step + 1) : undefined };
}
