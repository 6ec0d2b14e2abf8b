import { expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { Turns } from './turns.ts';

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
  const turns = new Turns({ atOnce: 2, maxWaiting: 10, refusal: 'no' });
  const jobs = [open(), open(), open(), open()];
  const answers = jobs.map(({ work }) => turns.take(work));
  await settled();
  expect(jobs.map((job) => job.begun())).toEqual([true, true, false, false]);
  jobs[1]?.resolve('second');
  await settled();
  expect(jobs.map((job) => job.begun())).toEqual([true, true, true, false]);
  for (const job of jobs) job.resolve('done');
  expect(await Promise.all(answers)).toEqual(['done', 'second', 'done', 'done']);
});

it('goes on after work that failed', async () => {
  const turns = new Turns({ atOnce: 1, maxWaiting: 1, refusal: 'no' });
  const failing = turns.take(() => Promise.reject(new Error('broken')));
  const next = turns.take(async () => 'fine');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('fine');
  expect(await turns.take(async () => 'later')).toBe('later');
});

it('refuses what would wait too long, and says when to come back', async () => {
  const turns = new Turns({ atOnce: 1, maxWaiting: 1, refusal: 'Too much waits' });
  const [running, waiting] = [open(), open()];
  const answers = [turns.take(running.work), turns.take(waiting.work)];
  const refused = await turns.take(async () => 'never').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ type: 'Unavailable', message: 'Too much waits' });
  for (const job of [running, waiting]) job.resolve('done');
  expect(await Promise.all(answers)).toEqual(['done', 'done']);
});
