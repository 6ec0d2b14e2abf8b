import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClockLoop } from './clock-loop.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A loop that notes when it looks. `next` says what a look resolves with. */
function makeLoop(next: () => Promise<number | undefined> = async () => undefined) {
  const looks: number[] = [];
  const errors: unknown[] = [];
  const loop = new ClockLoop({
    look: () => {
      looks.push(Date.now());
      return next();
    },
    now: Date.now,
    onError: (error) => errors.push(error),
  });
  return { loop, looks, errors };
}

it('looks when the next thing is due, and at least every two seconds', async () => {
  const due = [500, 10_000];
  const { loop, looks } = makeLoop(async () => due.shift());
  loop.wake();
  await vi.advanceTimersByTimeAsync(4_600);
  expect(looks).toEqual([0, 500, 2_500, 4_500]);
  await loop.stop();
});

it('looks once for any number of wishes for the same time', async () => {
  const { loop, looks } = makeLoop();
  loop.wake();
  await vi.advanceTimersByTimeAsync(100);
  for (const time of [300, 300, 700, 300]) loop.wakeBy(time);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(looks).toEqual([0, 300]);
  await loop.stop();
});

it('remembers during a look what was asked for, which the look may have been past', async () => {
  let finish = () => {};
  const { loop, looks } = makeLoop(
    () =>
      new Promise((resolve) => {
        finish = () => resolve(undefined);
      }),
  );
  loop.wake();
  loop.wakeBy(400);
  await vi.advanceTimersByTimeAsync(100);
  finish();
  await vi.advanceTimersByTimeAsync(500);
  expect(looks).toEqual([0, 400]);
  const stopped = loop.stop();
  finish();
  await stopped;
});

it('reports what fails and goes on, until it is stopped', async () => {
  const fault = new Error('away');
  const { loop, looks, errors } = makeLoop(() => Promise.reject(fault));
  loop.wake();
  await vi.advanceTimersByTimeAsync(2_000);
  expect([looks, errors]).toEqual([
    [0, 2_000],
    [fault, fault],
  ]);
  await loop.stop();
  loop.wake();
  loop.wakeBy(2_100);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).toEqual([0, 2_000]);
});

it('tells of a clock that was put back, and once before the first look; again when that has failed', async () => {
  let behind = 0;
  const told: number[] = [];
  const errors: unknown[] = [];
  const loop = new ClockLoop({
    look: async () => undefined,
    onPutBack: async (now) => {
      told.push(now);
      if (told.length === 2) throw new Error('not now');
    },
    now: () => Date.now() - behind,
    onError: (error) => errors.push(error),
  });
  loop.wake();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual([0]);
  behind = 60_000;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(errors).toHaveLength(1);
  expect(told).toEqual([0, -54_000, -52_000]);
  await loop.stop();
});
