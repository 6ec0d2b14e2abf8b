import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { databaseCheck } from './database-check.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks once for all who want to know at the same time, and again for the next', async () => {
  const batch = vi.fn(async () => []);
  const check = databaseCheck({ batch });
  await Promise.all([check(), check(), check()]);
  expect(batch).toHaveBeenCalledTimes(1);
  await check();
  expect(batch).toHaveBeenCalledTimes(2);
  batch.mockRejectedValueOnce(new Error('away'));
  await expect(Promise.all([check(), check()])).rejects.toThrow('away');
  await check();
});

it('takes a database that says nothing for one that is away', async () => {
  const check = databaseCheck({ batch: () => new Promise<never>(() => undefined) });
  const checked = check().catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await checked).toBe('no answer within 3000 ms');
});
