import { expect, it } from 'vitest';
import { SharedChecks } from './shared-checks.ts';

it('asks once for all who want to know at the same moment, and anew for whoever asks later', async () => {
  const checks = new SharedChecks();
  let asked = 0;
  let answer = true;
  const question = async () => {
    asked += 1;
    return answer;
  };
  const first = Array.from({ length: 3000 }, () => checks.ask('token', question));
  const other = checks.ask('another', question);
  expect(new Set(await Promise.all(first))).toEqual(new Set([true]));
  await other;
  expect(asked).toBe(2);
  answer = false;
  expect(await checks.ask('token', question)).toBe(false);
  expect(asked).toBe(3);
});

it('gives whoever asks while the question is out a question of its own', async () => {
  const checks = new SharedChecks();
  const outcomes: ((allowed: boolean) => void)[] = [];
  const question = () => new Promise<boolean>((resolve) => outcomes.push(resolve));
  const before = checks.ask('token', question);
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  const after = checks.ask('token', question);
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  outcomes[0]?.(true);
  outcomes[1]?.(false);
  expect(await Promise.all([before, after])).toEqual([true, false]);
});
