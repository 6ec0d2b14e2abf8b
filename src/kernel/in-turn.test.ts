import { expect, it } from 'vitest';
import { InTurn } from './in-turn.ts';

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it('lets those in line go on one after the other, and others get on between any two of them', async () => {
  const turns = new InTurn();
  const order: string[] = [];
  const work = Array.from({ length: 5 }, async (_, index) => {
    await turns.take();
    busy(8);
    order.push(`${index}`);
    // Whoever comes to the thread now.
    setImmediate(() => order.push('other'));
  });
  await Promise.all(work);
  expect(order).toEqual(['0', 'other', '1', 'other', '2', 'other', '3', 'other', '4']);
});

it('goes on after one that fails', async () => {
  const turns = new InTurn();
  const failing = turns.take().then(() => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await turns.take();
});

it('takes turns between owners, however many turns one of them waits for', async () => {
  const turns = new InTurn();
  const order: string[] = [];
  const work = ['one', 'one', 'one', 'other', 'other'].map(async (owner) => {
    await turns.take(owner);
    order.push(owner);
  });
  await Promise.all(work);
  expect(order).toEqual(['one', 'one', 'other', 'one', 'other']);
});
