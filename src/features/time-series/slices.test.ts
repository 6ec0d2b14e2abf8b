import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import type { TimeRange } from './range.ts';
import { readInSlices, sizingFor } from './slices.ts';

const sizing = { firstMs: 1600, maxMs: 100_000, targetMs: 50 };
let clock = 0;
beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => vi.restoreAllMocks());

/** Reads a range whose every ms takes `cost`; returns the slices in their order. */
async function slice(options: { length: number; cost: number; from?: 'start' | 'end'; limiter?: ConcurrencyLimiter }) {
  const {
    length,
    cost,
    from = 'end',
    limiter = new ConcurrencyLimiter({ atOnce: 1, maxWaiting: 10, refusal: 'full' }),
  } = options;
  const slices: TimeRange[] = [];
  await readInSlices({ range: { start: 0, end: length - 1 }, from, align: 1, sizing, limiter }, async (part) => {
    slices.push(part);
    clock += (part.end - part.start + 1) * cost;
    return 'more';
  });
  return slices;
}

const lengthOf = ({ start, end }: TimeRange): number => end - start + 1;

it.each(['start', 'end'] as const)('reads every ms once, from the %s', async (from) => {
  const slices = await slice({ length: 1_000_003, cost: 0.001, from });
  const inOrder = from === 'start' ? slices : slices.toReversed();
  expect(inOrder[0]?.start).toBe(0);
  expect(inOrder.at(-1)?.end).toBe(1_000_002);
  for (const [index, { start }] of inOrder.slice(1).entries()) expect(start).toBe((inOrder[index]?.end ?? 0) + 1);
});

it('comes in two slices close to what a statement should take, and never over it', async () => {
  const [first, second, third] = await slice({ length: 1_000_000, cost: 0.002 });
  expect([first, second, third].map((part) => part && lengthOf(part))).toEqual([1600, 18_750, 18_750]);
});

it('grows no more than sixteen times at once, and no further than the sizing allows', async () => {
  const lengths = (await slice({ length: 1_000_000, cost: 0 })).map(lengthOf);
  expect(lengths.slice(0, 4)).toEqual([1600, 25_600, 100_000, 100_000]);
});

it('shrinks while slices take too long, down to a sixteenth of the first', async () => {
  const lengths = (await slice({ length: 5000, cost: 1 })).map(lengthOf);
  expect(lengths.slice(0, 7)).toEqual([1600, 800, 400, 200, 100, 100, 100]);
});

it('does not take waiting for a turn for slow reading', async () => {
  const limiter = new ConcurrencyLimiter({ atOnce: 1, maxWaiting: 10, refusal: 'full' });
  const { promise: other, resolve: endOther } = Promise.withResolvers<void>();
  const before = limiter.run(() => other);
  const slices = slice({ length: 3200, cost: 0.02, limiter });
  clock += 10_000;
  endOther();
  expect((await slices).map(lengthOf)).toEqual([1600, 1600]);
  await before;
});

it('reads less of more devices at a time, and more of fewer, in whole ms', () => {
  const ofHundred = { ...sizing, devices: 100 };
  expect(sizingFor(ofHundred, 100)).toMatchObject({ firstMs: 1600, maxMs: 100_000 });
  expect(sizingFor(ofHundred, 1)).toMatchObject({ firstMs: 160_000, maxMs: 500_000 });
  expect(sizingFor(ofHundred, 300)).toMatchObject({ firstMs: 534, maxMs: 33_334 });
  expect(sizingFor(sizing, 300)).toMatchObject(sizing);
});
