import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { causing, currentCause } from './cause.ts';

const cause = { relay: { type: 'flow', id: 'f' }, chain: 2 } as const;

it('is known to whatever is done meanwhile, and to nothing that goes on afterwards', async () => {
  const seen: unknown[] = [currentCause()];
  let later: Promise<unknown> | undefined;
  await causing(cause, async () => {
    await setImmediate();
    seen.push(currentCause());
    later = setImmediate().then(() => seen.push(currentCause()));
  });
  seen.push(currentCause());
  await later;
  expect(seen).toEqual([undefined, cause, undefined, undefined]);
});

it('is over when what was done fails', async () => {
  let later: (() => unknown) | undefined;
  const failing = causing(cause, async () => {
    const run = new Promise<unknown>((resolve) => {
      later = () => resolve(undefined);
    }).then(() => currentCause());
    later?.();
    expect(await run).toEqual(cause);
    throw new Error('failed');
  });
  await expect(failing).rejects.toThrow('failed');
  expect(currentCause()).toBeUndefined();
});
