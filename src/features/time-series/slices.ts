import type { TimeRange } from './range.ts';

/** How fast a long range is read. It shapes the work, never the result. */
export interface Pace {
  /** Length of the first slice. */
  readonly firstMs: number;
  /** How long a statement should take: others wait behind it, on the embedded engine even ingest. */
  readonly targetMs: number;
}

/** A busy device reports twice a second, so an hour of a hundred such devices is some 700,000 rows at the very most. */
export const defaultPace: Pace = { firstMs: 3_600_000, targetMs: 50 };

export interface Slicing {
  readonly range: TimeRange;
  /** Which end to begin at. */
  readonly from: 'start' | 'end';
  /** Slices begin and end at multiples of this; Infinity: the range is not sliced. Only from the start. */
  readonly align: number;
  /** No slice is longer, save for what `align` adds. */
  readonly maxMs: number;
  readonly pace: Pace;
}

/**
 * Reads a range slice by slice, longer ones while that is quick (a range may be mostly empty), shorter ones when it is
 * not. Ends early when `read` answers `done`.
 */
export async function readInSlices(
  { range, from, align, maxMs, pace }: Slicing,
  read: (slice: TimeRange) => Promise<'more' | 'done'>,
): Promise<void> {
  let { start, end } = range;
  let span = pace.firstMs;
  while (start <= end) {
    const length = Math.max(1, Math.min(span, maxMs));
    const slice =
      from === 'end'
        ? { start: Math.max(start, end - length + 1), end }
        : { start, end: Math.min(end, alignUp(start + length, align) - 1) };
    const began = performance.now();
    if ((await read(slice)) === 'done') return;
    const took = performance.now() - began;
    if (took > pace.targetMs) span = Math.ceil(length / 2);
    else if (took < pace.targetMs / 2) span *= 4;
    if (from === 'end') end = slice.start - 1;
    else start = slice.end + 1;
  }
}

function alignUp(time: number, align: number): number {
  return Number.isFinite(align) ? Math.ceil(time / align) * align : Number.POSITIVE_INFINITY;
}
