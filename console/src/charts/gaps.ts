/** A gap between two neighbouring points of a line, by their places. */
export type Gap = readonly [before: number, after: number];

/** Intervals that are looked at to find the usual one: more would not change it. */
const mostSamples = 1_000;
/** A point or two may be missing, as of a bucket whose report came a moment later, without a line being interrupted. */
const tolerance = 3;

/**
 * How long a line may go on without a point before that is a gap: three times the interval that most of its points keep, and
 * never less than what one and a half buckets take. Infinite for fewer than two points.
 *
 * @param times ascending; a value or null for each. In any unit, which `resolution` and the result are in as well
 */
export function longestInterval(times: ArrayLike<number>, values: ArrayLike<unknown>, resolution: number): number {
  const intervals: number[] = [];
  let before: number | undefined;
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    const time = times[index] ?? 0;
    if (before !== undefined) intervals.push(time - before);
    before = time;
  }
  if (intervals.length === 0) return Number.POSITIVE_INFINITY;
  const step = Math.ceil(intervals.length / mostSamples);
  const sample = intervals.filter((_, index) => index % step === 0).sort((a, b) => a - b);
  const usual = sample[Math.floor((sample.length - 1) * 0.75)] ?? 0;
  return Math.max(1.5 * resolution, tolerance * usual);
}

/** The gaps of a line between two places, and the points that stand alone between two of them. */
export function findGaps(
  times: ArrayLike<number>,
  values: ArrayLike<unknown>,
  longest: number,
): { gaps: Gap[]; alone: number[] } {
  const gaps: Gap[] = [];
  const alone: number[] = [];
  let before: number | undefined;
  let isAfterGap = true;
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index];
    if (value === null || value === undefined) continue;
    if (before !== undefined) {
      const isGap = (times[index] ?? 0) - (times[before] ?? 0) > longest;
      if (isGap) gaps.push([before, index]);
      if (isGap && isAfterGap) alone.push(before);
      isAfterGap = isGap;
    }
    before = index;
  }
  if (before !== undefined && isAfterGap) alone.push(before);
  return { gaps, alone };
}

const known = new WeakMap<
  ArrayLike<unknown>,
  { readonly resolution: number; readonly found: ReturnType<typeof findGaps> }
>();

/**
 * The gaps of a line among all its points, in epoch ms: looked for once, however often it is drawn. Not among the points that
 * are drawn of a long one (thin.ts), between which there is whatever was left out.
 */
export function gapsOfLine(
  times: readonly number[],
  values: readonly (number | null)[],
  resolution: number,
): ReturnType<typeof findGaps> {
  const before = known.get(values);
  if (before?.resolution === resolution) return before.found;
  const found = findGaps(times, values, longestInterval(times, values, resolution));
  known.set(values, { resolution, found });
  return found;
}

/** A device that reports every few seconds is not called silent for being a little late. */
const shortestSilence = 60_000;

/**
 * When the last value came, in epoch ms, if that is longer ago than usual; undefined while values come, or if none has.
 *
 * @param times epoch ms of the values, ascending
 */
export function silentSince(times: readonly number[], now: number, resolution: number): number | undefined {
  const last = times.at(-1);
  if (last === undefined) return undefined;
  const usual = longestInterval(times, times, resolution);
  const longest = Math.max(Number.isFinite(usual) ? usual : 0, shortestSilence, 2 * resolution);
  return now - last > longest ? last : undefined;
}
