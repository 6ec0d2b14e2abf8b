import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';

it('works on every item once, on so many at the same time', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('starts no more after a failure, and rejects once what was under way has ended', async () => {
  const { promise: slow, resolve: endSlow } = Promise.withResolvers<void>();
  const begun: number[] = [];
  let hasEnded = false;
  const all = inParallel([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('broken');
    await slow;
  }).finally(() => {
    hasEnded = true;
  });
  all.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  expect([begun, hasEnded]).toEqual([[1, 2], false]);
  endSlow();
  await expect(all).rejects.toThrow('broken');
  expect(begun).toEqual([1, 2]);
});
