import { expect, it } from 'vitest';
import { ClockWatch } from './clock-watch.ts';

const hourMs = 3_600_000;

function makeWatch() {
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
  return { watch, said, pass };
}

it('says how far the clock was put ahead or back, once, and nothing of small corrections', () => {
  const { watch, said, pass } = makeWatch();
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

it('removes nothing by its age for a day after the clock was put ahead, or until it is put right', () => {
  const { watch, said, pass } = makeWatch();
  pass(10_000, 60_000);
  expect(watch.mayRemoveByAge()).toBe(true);
  pass(10_000, 24 * hourMs);
  expect(watch.mayRemoveByAge()).toBe(false);
  expect(said.at(-1)).toMatchObject({ message: expect.stringContaining('nothing is removed by its age for a day') });
  pass(23 * hourMs);
  expect(watch.mayRemoveByAge()).toBe(false);
  pass(hourMs);
  expect(watch.mayRemoveByAge()).toBe(true);

  pass(10_000, 24 * hourMs);
  expect(watch.mayRemoveByAge()).toBe(false);
  pass(10_000, -24 * hourMs);
  expect(watch.mayRemoveByAge()).toBe(true);
  pass(10_000, -24 * hourMs);
  pass(10_000, 24 * hourMs);
  expect(watch.mayRemoveByAge()).toBe(false);
  watch.stop();
});
