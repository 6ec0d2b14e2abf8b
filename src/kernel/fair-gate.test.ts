import { expect, it } from 'vitest';
import { FairGate } from './fair-gate.ts';

const options = { atOnce: 2, perOwner: 1, maxWaiting: 2, refusal: 'too much' };
const settle = () => new Promise((resolve) => setImmediate(resolve));

it('lets one owner have its share only, and takes turns between owners', async () => {
  const gate = new FairGate({ ...options, atOnce: 1 });
  const order: string[] = [];
  const enter = (owner: string, name: string) =>
    gate.enter(owner).then((leave) => {
      order.push(name);
      return leave;
    });
  const first = await enter('a', 'a1');
  const others = [enter('a', 'a2'), enter('a', 'a3'), enter('b', 'b1'), enter('c', 'c1')];
  first();
  (await others[0])?.();
  (await others[2])?.();
  (await others[3])?.();
  (await others[1])?.();
  expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
});

it('keeps places free for the others', async () => {
  const gate = new FairGate(options);
  const leave = await gate.enter('a');
  let isIn = false;
  const second = gate.enter('a').then((leaveSecond) => {
    isIn = true;
    return leaveSecond;
  });
  const other = await gate.enter('b');
  await settle();
  expect(isIn).toBe(false);
  // Giving back twice frees one place only.
  other();
  other();
  await settle();
  expect(isIn).toBe(false);
  leave();
  (await second)();
});

it('refuses what would wait behind too much of its own', async () => {
  const gate = new FairGate(options);
  const leave = await gate.enter('a');
  const waiting = [gate.enter('a'), gate.enter('a')];
  await expect(gate.enter('a')).rejects.toMatchObject({ type: 'Unavailable', retryAfter: 5 });
  (await gate.enter('b'))();
  leave();
  for (const each of waiting) (await each)();
});
