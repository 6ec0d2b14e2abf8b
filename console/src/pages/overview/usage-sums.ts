import { type Counts, hourMs, type UsageBucket } from '../../api/queries/usage.ts';

export type Step = 'day' | 'hour';

export interface TypeSum {
  readonly type: string;
  readonly total: number;
  /** Sources that were used, most used first. */
  readonly sources: readonly (readonly [string, number])[];
}

/** The payloads of a day or an hour of the viewer's. */
export interface Interval {
  /** Epoch ms at which it starts. */
  readonly start: number;
  readonly totals: ReadonlyMap<string, number>;
}

const days = 30;

/** Everything together by type, most frequent first. */
export function sumByType(buckets: readonly UsageBucket[]): readonly TypeSum[] {
  const types = new Map<string, Map<string, number>>();
  for (const { counts } of buckets) {
    for (const [type, sources] of Object.entries(counts)) {
      const sums = types.get(type) ?? new Map<string, number>();
      types.set(type, sums);
      for (const [source, count] of Object.entries(sources)) sums.set(source, (sums.get(source) ?? 0) + count);
    }
  }
  return [...types]
    .map(([type, sums]) => {
      const sources = [...sums].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
      return { type, sources, total: sources.reduce((sum, [, count]) => sum + count, 0) };
    })
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total);
}

/**
 * The last 30 days in order, each day or hour by type, those without payloads too. Hours are counted by the clock of the
 * world and days are the viewer's: an hour belongs to the day in which it starts.
 */
export function sumByTime(buckets: readonly UsageBucket[], step: Step, now: number): readonly Interval[] {
  const intervals = new Map<number, Map<string, number>>();
  const first = startOf(now - days * 24 * hourMs, step);
  for (let time = first; time <= now; time = next(time, step)) intervals.set(time, new Map());
  for (const { time, counts } of buckets) {
    const start = startOf(Date.parse(time), step);
    const totals = intervals.get(start) ?? new Map<string, number>();
    intervals.set(start, totals);
    for (const [type, sources] of Object.entries(counts)) totals.set(type, (totals.get(type) ?? 0) + totalOf(sources));
  }
  return [...intervals].sort(([a], [b]) => a - b).map(([start, totals]) => ({ start, totals }));
}

function totalOf(sources: Counts[string]): number {
  return Object.values(sources).reduce((sum, count) => sum + count, 0);
}

function startOf(time: number, step: Step): number {
  if (step === 'hour') return Math.floor(time / hourMs) * hourMs;
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** A day may have 23 or 25 hours where clocks are changed. */
function next(start: number, step: Step): number {
  if (step === 'hour') return start + hourMs;
  const date = new Date(start);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
