import { expect, it, vi } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

it('asks once for all who ask the same, and anew after a second', async () => {
  let now = 5_000;
  const cache = new AnswerCache<{ n: number }>({ now: () => now });
  let asked = 0;
  let release: () => void = () => undefined;
  const question = async () => {
    asked += 1;
    const n = asked;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return { answer: { n }, bytes: 10 };
  };
  const ask = () => cache.ask('same', { isLive: true }, question);
  const all = Array.from({ length: 1000 }, ask);
  release();
  expect(new Set((await Promise.all(all)).map(({ n }) => n))).toEqual(new Set([1]));
  now = 5_999;
  expect(await ask()).toEqual({ n: 1 });
  now = 6_001;
  const later = ask();
  release();
  expect(await later).toEqual({ n: 2 });
  expect([asked, cache.asked, cache.shared]).toEqual([2, 2, 1000]);
});

it('does not give what was so before to whoever knows of a change', async () => {
  const cache = new AnswerCache<{ n: number }>({ now: () => 1 });
  const answer = (n: number) => async () => ({ answer: { n }, bytes: 1 });
  expect(await cache.ask('a', { isLive: true }, answer(1))).toEqual({ n: 1 });
  expect(await cache.ask('a', { isLive: true, isFresh: true }, answer(2))).toEqual({ n: 2 });
  expect(await cache.ask('a', { isLive: true }, answer(3))).toEqual({ n: 2 });
  // A failure is nobody's answer.
  await expect(cache.ask('b', { isLive: true }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await cache.ask('b', { isLive: true }, answer(4))).toEqual({ n: 4 });
});

it('gives an answer for longer as long as somebody is told of what changes it, five seconds at most', async () => {
  let now = 1;
  const cache = new AnswerCache<{ n: number }>({ now: () => now });
  let n = 0;
  const ask = () =>
    cache.ask('a', { isLive: true }, async () => {
      n += 1;
      return { answer: { n }, bytes: 1 };
    });
  const first = await ask();
  let good: object | undefined = first;
  const stop = cache.extend('a', (answer) => answer === good);
  now = 4_000;
  expect(await ask()).toBe(first);
  // What it rests on has changed.
  good = undefined;
  expect(await ask()).toEqual({ n: 2 });
  good = await ask();
  now = 9_001;
  expect(await ask()).toEqual({ n: 3 });
  good = await ask();
  stop();
  now = 10_500;
  expect(await ask()).toEqual({ n: 4 });
});

it('does not keep what nobody may be given any more', async () => {
  vi.useFakeTimers();
  try {
    const cache = new AnswerCache<{ n: number }>({ now: () => Date.now() });
    const answer = async () => ({ answer: { n: 1 }, bytes: 1_000 });
    await cache.ask('live', { isLive: true }, answer);
    await cache.ask('past', { isLive: false }, answer);
    expect(cache.keptBytes).toBe(2_008);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(cache.keptBytes).toBe(1_004);
    await vi.advanceTimersByTimeAsync(55_000);
    expect(cache.keptBytes).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it('counts what a question holds', async () => {
  const cache = new AnswerCache<{ n: number }>({ now: () => 1 });
  for (let n = 0; n < 300; n += 1) {
    await cache.ask(`${n} ${'x'.repeat(200_000)}`, { isLive: true }, async () => ({ answer: { n }, bytes: 10 }));
  }
  expect(cache.keptBytes).toBeLessThanOrEqual(32 * 1024 * 1024);
});
