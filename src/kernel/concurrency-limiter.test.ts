import { expect, it } from 'vitest';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';
import { AppError } from './errors.ts';

/** Work that ends when it is told to. */
function open() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let begun = false;
  const work = (): Promise<string> => {
    begun = true;
    return promise;
  };
  return { work, resolve, reject, begun: () => begun };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('does so much at the same time, and the rest in its order', async () => {
  const limiter = new ConcurrencyLimiter({ atOnce: 2, maxWaiting: 10, refusal: 'no' });
  const jobs = [open(), open(), open(), open()];
  const answers = jobs.map(({ work }) => limiter.run(work));
  await settled();
  expect(jobs.map((job) => job.begun())).toEqual([true, true, false, false]);
  jobs[1]?.resolve('second');
  await settled();
  expect(jobs.map((job) => job.begun())).toEqual([true, true, true, false]);
  for (const job of jobs) job.resolve('done');
  expect(await Promise.all(answers)).toEqual(['done', 'second', 'done', 'done']);
});

it('goes on after work that failed', async () => {
  const limiter = new ConcurrencyLimiter({ atOnce: 1, maxWaiting: 1, refusal: 'no' });
  const failing = limiter.run(() => Promise.reject(new Error('broken')));
  const next = limiter.run(async () => 'fine');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('fine');
  expect(await limiter.run(async () => 'later')).toBe('later');
});

it('refuses what would wait too long, and says when to come back', async () => {
  const limiter = new ConcurrencyLimiter({ atOnce: 1, maxWaiting: 1, refusal: 'Too much waits' });
  const [running, waiting] = [open(), open()];
  const answers = [limiter.run(running.work), limiter.run(waiting.work)];
  const refused = await limiter.run(async () => 'never').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ type: 'Unavailable', message: 'Too much waits' });
  for (const job of [running, waiting]) job.resolve('done');
  expect(await Promise.all(answers)).toEqual(['done', 'done']);
});
