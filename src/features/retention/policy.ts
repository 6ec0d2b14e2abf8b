import type { StoredAttribute } from '../devices/index.ts';
import { dayMs } from './store.ts';

/**
 * The start of the first UTC day that is kept whole, by the shortest of the lifetimes that are set (ms); undefined when
 * none is: kept for ever. Whole days go at a time, so nothing goes before its time.
 */
export function cutoffOf(now: number, ...lifetimes: readonly (number | null | undefined)[]): number | undefined {
  const set = lifetimes.filter((lifetime) => lifetime !== null && lifetime !== undefined);
  if (set.length === 0) return undefined;
  return Math.floor((now - Math.min(...set)) / dayMs) * dayMs;
}

/** The attributes whose values go before the rest of a state does, with the start of the first day that is kept. */
export function attributeCutoffs(
  attributes: readonly StoredAttribute[],
  now: number,
  cutoff: number | undefined,
): { key: number; cutoff: number }[] {
  return attributes.flatMap(({ key, dataTTL }) => {
    const own = cutoffOf(now, dataTTL);
    return own !== undefined && own > (cutoff ?? Number.NEGATIVE_INFINITY) ? [{ key, cutoff: own }] : [];
  });
}
