import type { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import type { Database } from '../../platform/database/database.ts';
import type { TimeRange } from './range.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How fast a long range is read. It shapes the work, never the result. */
export interface SliceSizing {
  /** Length of the first slice. */
  readonly firstMs: number;
  /** No slice is longer: after a gap in the data, the next statement may meet the densest part of it. */
  readonly maxMs: number;
  /** How long a statement should take: on the embedded engine everything else waits behind it, even ingest. */
  readonly targetMs: number;
  /** The lengths are for so many devices; of fewer, more is read at a time, of more, less (`sizingFor`). Left out: of any. */
  readonly devices?: number;
}

/** A busy device reports twice a second: an hour of a hundred such devices is some 700,000 rows at the very most. */
const embeddedSizing: SliceSizing = { firstMs: 3_600_000, maxMs: 7 * 86_400_000, targetMs: 50, devices: 100 };

/** On a server nobody waits behind a statement, but its session and one of its processors are taken for so long. */
export const defaultSizings: Readonly<Record<Database['kind'], SliceSizing>> = {
  embedded: embeddedSizing,
  server: { ...embeddedSizing, targetMs: 250 },
};

/** After a gap in its data, one device's densest five weeks are read by one statement, but not its densest years. */
const maxStretch = 5;

/** Data is uneven: however quick a slice was, the next is at most so many times as long. */
const maxGrowth = 16;

/** A slice of so much less than the first is not what takes the time: the machine is busy. */
const maxShrink = 16;

/** The sizing for a statement about so many devices. */
export function sizingFor(sizing: SliceSizing, devices: number): SliceSizing {
  const factor = sizing.devices === undefined ? 1 : sizing.devices / devices;
  return {
    ...sizing,
    firstMs: Math.ceil(sizing.firstMs * factor),
    maxMs: Math.ceil(sizing.maxMs * Math.min(factor, maxStretch)),
  };
}

export interface Slicing {
  readonly range: TimeRange;
  /** Which end to begin at. */
  readonly from: 'start' | 'end';
  /** Slices meet at multiples of this, which may make them longer; Infinity: there is one slice. */
  readonly align: number;
  readonly sizing: SliceSizing;
  /** What the slices of all questions take together. */
  readonly limiter: ConcurrencyLimiter;
}

/**
 * Reads a range slice by slice, longer ones while that is quick, shorter ones when it is not. Ends early when `read`
 * returns `done`, and returns that.
 */
export async function readInSlices(
  { range, from, align, sizing, limiter }: Slicing,
  read: (slice: TimeRange) => Promise<'more' | 'done'>,
): Promise<'more' | 'done'> {
  let { start, end } = range;
  let span = Math.min(sizing.firstMs, sizing.maxMs);
  const shortest = Math.ceil(span / maxShrink);
  while (start <= end) {
    const slice =
      from === 'start'
        ? { start, end: Math.min(end, alignUp(start + span, align) - 1) }
        : { start: Math.max(start, alignDown(end - span + 1, align)), end };
    let took = 0;
    const outcome = await limiter.run(async () => {
      const began = performance.now();
      const result = await read(slice);
      took = performance.now() - began;
      return result;
    });
    if (outcome === 'done') return 'done';
    if (took > sizing.targetMs) span = Math.max(Math.ceil(span / 2), shortest);
    else if (took < sizing.targetMs / 2) {
      // Aims below the target: the density of the data is a guess.
      span = Math.min(Math.ceil(span * Math.min((0.75 * sizing.targetMs) / took, maxGrowth)), sizing.maxMs);
    }
    if (from === 'start') start = slice.end + 1;
    else end = slice.start - 1;
  }
  return 'more';
}

/**
 * The same of a range whose part up to `packedUntil` lies in chunks: there slices meet at whole hours, or days where they are so long, for
 * which rollups say what the states would. Nothing there is as dense as rows may be, so a slice may be that long.
 */
export async function readPackedInSlices(
  slicing: Slicing & { readonly packedUntil: number | undefined },
  read: (slice: TimeRange) => Promise<'more' | 'done'>,
): Promise<void> {
  const { range, sizing, from, packedUntil = Number.NEGATIVE_INFINITY } = slicing;
  // One statement, whatever it reads.
  if (range.end - range.start < sizing.firstMs) {
    await readInSlices(slicing, read);
    return;
  }
  const align = sizing.maxMs >= dayMs ? dayMs : hourMs;
  const packed: Slicing = {
    ...slicing,
    align,
    range: { start: range.start, end: Math.min(range.end, packedUntil) },
    sizing: { ...sizing, firstMs: Math.max(sizing.firstMs, align), maxMs: Math.max(sizing.maxMs, align) },
  };
  const rows: Slicing = { ...slicing, range: { start: Math.max(range.start, packedUntil + 1), end: range.end } };
  for (const part of from === 'start' ? [packed, rows] : [rows, packed]) {
    if ((await readInSlices(part, read)) === 'done') return;
  }
}

function alignUp(time: number, align: number): number {
  return Number.isFinite(align) ? Math.ceil(time / align) * align : Number.POSITIVE_INFINITY;
}

function alignDown(time: number, align: number): number {
  return Number.isFinite(align) ? Math.floor(time / align) * align : Number.NEGATIVE_INFINITY;
}
