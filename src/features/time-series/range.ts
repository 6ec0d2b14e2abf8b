import { parseQueryTime } from '../../kernel/device-time.ts';
import { invalid } from '../../kernel/errors.ts';
import type { TimeSeriesQuery } from './schemas.ts';

/** From `start` to `end` in epoch ms, both included. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

const dayMs = 86_400_000;
/** The last ms that ISO-8601 writes with four digits of year, as answers do. */
export const lastTime = Date.UTC(10_000, 0, 1) - 1;

/**
 * The range that a query asks for: from `start`, else from `duration` (default a day) before `end` (default now). With
 * `start` and `duration` but no `end`, it ends so long after `start`. A `start` or `end` that is not positive is relative to
 * now. Both ends belong to the range, so that a point reported this very millisecond is in a range that ends now.
 *
 * @throws AppError Validation when the range would end before it starts
 */
export function readRange(query: Pick<TimeSeriesQuery, 'start' | 'end' | 'duration'>, now: number): TimeRange {
  if (query.start !== undefined && query.end === undefined && query.duration !== undefined) {
    const start = clamp(parseQueryTime(query.start, now, 'start'));
    return { start, end: clamp(start + Math.round(query.duration)) };
  }
  const end = clamp(parseQueryTime(query.end ?? 0, now, 'end'));
  const start = clamp(
    query.start === undefined ? end - Math.round(query.duration ?? dayMs) : parseQueryTime(query.start, now, 'start'),
  );
  if (start > end) throw invalid('start', 'must not be after end');
  return { start, end };
}

/** Buckets of the range, aligned to multiples of `resolution`; 0 makes one bucket of the whole range. */
export function countBuckets({ start, end }: TimeRange, resolution: number): number {
  if (resolution === 0) return 1;
  return Math.floor(end / resolution) - Math.floor(start / resolution) + 1;
}

function clamp(time: number): number {
  return Math.min(lastTime, Math.max(0, time));
}
