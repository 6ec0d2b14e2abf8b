import { expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

it('does what is about one thing in order, and goes on after a failure', async () => {
  const turns = new OneAtATime<string>();
  const seen: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const first = turns.run('a', async () => {
    await gate;
    seen.push('first');
    throw new Error('failed');
  });
  const second = turns.run('a', async () => {
    seen.push('second');
    return 2;
  });
  await turns.run('b', async () => void seen.push('other'));
  open();
  await expect(first).rejects.toThrow('failed');
  expect(await second).toBe(2);
  expect(seen).toEqual(['other', 'first', 'second']);
});
