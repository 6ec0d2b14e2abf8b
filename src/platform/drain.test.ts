import { expect, it } from 'vitest';
import { drain, type Movable } from './drain.ts';

class Clients implements Movable {
  readonly steps: number[] = [];
  count: number;
  constructor(count: number) {
    this.count = count;
  }
  end(most: number): void {
    const ended = Math.min(most, this.count);
    this.steps.push(ended);
    this.count -= ended;
  }
}

/** A clock that the pauses of `drain` move, without waiting for them. */
function pausesOf() {
  let time = 0;
  return {
    now: () => time,
    pause: async (ms: number) => {
      time += ms;
    },
  };
}

it('moves nobody in the first third of the time, then everybody evenly', async () => {
  const clients = new Clients(1000);
  const { now, pause } = pausesOf();
  const pauses: number[] = [];
  const onPause = async (ms: number) => {
    pauses.push(ms);
    if (pauses.length === 1) expect(clients.steps).toEqual([]);
    await pause(ms);
  };
  await drain([clients], { ms: 3000, signal: new AbortController().signal, now, pause: onPause });
  expect(pauses[0]).toBe(1000);
  expect(clients.count).toBe(0);
  expect(clients.steps).toEqual(Array(20).fill(50));
});

it('moves those who come meanwhile too, and ends early when nobody is left', async () => {
  const clients = new Clients(10);
  const { now, pause } = pausesOf();
  let isLate = false;
  await drain([clients, new Clients(0)], {
    ms: 3000,
    signal: new AbortController().signal,
    now,
    pause: async (ms) => {
      await pause(ms);
      if (now() < 1500 || isLate) return;
      isLate = true;
      clients.count += 5;
    },
  });
  expect(clients.steps.reduce((sum, ended) => sum + ended, 0)).toBe(15);
  expect(now()).toBeLessThanOrEqual(3000);
});

it('ends at once when it is told to hurry, and does nothing without any time', async () => {
  const clients = new Clients(10);
  const hurry = new AbortController();
  const { now } = pausesOf();
  await drain([clients], { ms: 60_000, signal: hurry.signal, now, pause: async () => hurry.abort() });
  await drain([clients], { ms: 0, signal: new AbortController().signal, now });
  expect(clients.steps).toEqual([]);
});
