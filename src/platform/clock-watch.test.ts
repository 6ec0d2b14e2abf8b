import { expect, it } from 'vitest';
import { ClockWatch } from './clock-watch.ts';

it('says how far the clock was put ahead or back, once, and nothing of small corrections', () => {
  const said: object[] = [];
  let now = 1_700_000_000_000;
  let elapsed = 0;
  const watch = new ClockWatch({
    now: () => now,
    elapsed: () => elapsed,
    logger: { warn: (fields, message) => said.push({ ...fields, message }) },
  });
  watch.start();
  const pass = (ms: number, moved = 0): void => {
    elapsed += ms;
    now += ms + moved;
    watch.check();
  };
  pass(10_000);
  pass(10_000, 900);
  // A machine that slept: both clocks stood still or went on together.
  pass(3_600_000);
  expect(said).toEqual([]);
  pass(10_000, -86_400_000);
  pass(10_000);
  pass(10_000, 7_000);
  expect(said).toEqual([
    { jumpMs: -86_400_000, message: 'the clock of this machine was put back by 86400 s' },
    { jumpMs: 7_000, message: 'the clock of this machine was put ahead by 7 s' },
  ]);
  watch.stop();
});
