import { expect, it } from 'vitest';
import type { Queryable } from '../database/database.ts';
import { inOneStep, inShortSteps } from './import-steps.ts';

/** Stands for a transaction by its number. */
function counted() {
  const log: string[] = [];
  let number = 0;
  const steps = inShortSteps(async (work) => {
    number += 1;
    log.push('begin');
    const result = await work(number as unknown as Queryable);
    log.push('commit');
    return result;
  });
  return { log, steps };
}

const wait = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it('has several items in one transaction while that is short, and never more than a moment of them', async () => {
  const { log, steps } = counted();
  await steps.each([1, 2, 3], async (_tx, item) => void log.push(String(item)));
  expect(log).toEqual(['begin', '1', '2', '3', 'commit']);
  log.length = 0;
  await steps.each([1, 2], async (_tx, item) => {
    wait(25);
    log.push(String(item));
  });
  expect(log).toEqual(['begin', '1', 'commit', 'begin', '2', 'commit']);
});

it('gives everybody else a turn between two transactions', async () => {
  const { log, steps } = counted();
  setImmediate(() => log.push('other'));
  await steps.each([1, 2], async () => wait(25));
  expect(log).toEqual(['begin', 'commit', 'other', 'begin', 'commit']);
});

it.each([
  ['in one', inOneStep(0 as unknown as Queryable)],
  ['in many', counted().steps],
])('takes what is added meanwhile, %s', async (_how, steps) => {
  const seen: number[] = [];
  const items = [1];
  await steps.each(items, async (_tx, item) => {
    seen.push(item);
    if (item < 4) items.push(item + 1);
  });
  expect(seen).toEqual([1, 2, 3, 4]);
});

it('stops at what fails', async () => {
  const { log, steps } = counted();
  const failing = steps.each([1, 2], () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(log).toEqual(['begin']);
});
