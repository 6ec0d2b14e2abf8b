import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { nextAttempt } from './back-off.ts';
import { AttemptsExhaustedError, ClaimLostError } from './claim-lost.ts';
import { LeasedRunner, type LeasedRunnerOptions } from './leased-runner.ts';
import { openTestQueue, type TestQueue } from './test-bed.ts';

type Options = LeasedRunnerOptions<{ name: string }, number>;
type Work = Options['work'];

let bed: TestQueue;
let clock: number;
let errors: unknown[];
let runners: { stop(): Promise<void> }[];

beforeAll(async () => {
  bed = await openTestQueue();
}, 120_000);
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.clear();
  clock = Date.UTC(2024, 1, 1);
  errors = [];
  runners = [];
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  expect(errors).toEqual([]);
});

const policy = { firstMs: 60_000, maxMs: 60_000, maxAttempts: 2 };

function makeRunner(work: Work, options: Partial<Options> = {}): LeasedRunner<{ name: string }, number> {
  const { database, queue } = bed;
  const runner = new LeasedRunner({
    database,
    queue,
    concurrency: 2,
    maxAttempts: policy.maxAttempts,
    work,
    fail: async (claim, error) => {
      const failure = { error: (error as Error).message, now: new Date(clock) };
      const retryAt = nextAttempt(policy, { attempts: claim.attempts, now: clock });
      if (retryAt) await queue.retry(database.kysely, claim, { ...failure, retryAt });
      else await queue.deadLetter(database.kysely, claim, failure);
    },
    onError: (error) => errors.push(error),
    now: () => clock,
    ...options,
  });
  runners.push(runner);
  return runner;
}

const finish: Work = async (claim) => {
  if (!(await bed.queue.finish(bed.database.kysely, claim, { state: 'done', now: new Date(clock) })))
    throw new ClaimLostError();
};
const untilState = (key: number, state: string) =>
  vi.waitFor(async () => expect(await bed.read(key)).toMatchObject({ state }), { timeout: 10_000, interval: 20 });
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

it('works off what waits, so many at once, one of each application', async () => {
  const keys: number[] = [];
  for (let job = 0; job < 9; job += 1) keys.push(await bed.add((job % 3) + 1));
  const inHand = new Set<number>();
  const two = Promise.withResolvers<void>();
  let most = 0;
  const runner = makeRunner(async (claim, attempt) => {
    expect(inHand.has(claim.applicationRowId)).toBe(false);
    inHand.add(claim.applicationRowId);
    most = Math.max(most, inHand.size);
    if (most === 2) two.resolve();
    await two.promise;
    await finish(claim, attempt);
    inHand.delete(claim.applicationRowId);
  });
  await runner.start();
  for (const key of keys) await untilState(key, 'done');
  expect(most).toBe(2);
});

it('keeps a job that never ends from holding those of other applications', async () => {
  await bed.add(1, { name: 'silent' });
  await bed.add(1, { name: 'silent' });
  const others = [await bed.add(2), await bed.add(3), await bed.add(2)];
  const runner = makeRunner((claim, attempt) =>
    claim.name === 'silent' ? untilAborted(attempt.signal) : finish(claim, attempt),
  );
  await runner.start();
  for (const key of others) await untilState(key, 'done');
});

it('keeps places for others while one owner has jobs of many applications that never end', async () => {
  await bed.own('many', [1, 2, 3]);
  for (const application of [1, 2, 3]) await bed.add(application, { name: 'silent' });
  const other = await bed.add(4);
  const runner = makeRunner(
    (claim, attempt) => (claim.name === 'silent' ? untilAborted(attempt.signal) : finish(claim, attempt)),
    { placesPerOwner: 1 },
  );
  await runner.start();
  await untilState(other, 'done');
});

it('tries again after the back-off, then gives up and keeps the error', async () => {
  const key = await bed.add(1);
  const runner = makeRunner(async ({ attempts }) => {
    throw new Error(`attempt ${attempts} has failed`);
  });
  await runner.start();
  await untilState(key, 'retrying');
  clock += policy.firstMs;
  runner.wake();
  await untilState(key, 'dead');
  expect(await bed.read(key)).toMatchObject({ attempts: 2, error: 'attempt 2 has failed', next_attempt_at: null });
  expect(await bed.queue.requeue(bed.database.kysely, key, new Date(clock))).toBe(true);
  runner.wake();
  await untilState(key, 'retrying');
});

it('gives up, without another attempt, a job that has ended the server each time', async () => {
  const key = await bed.add(1);
  for (let attempt = 0; attempt < policy.maxAttempts; attempt += 1) {
    await bed.queue.claimNext(bed.database.kysely, { token: 'killed', now: new Date(clock) });
    await bed.endLeases();
  }
  const work = vi.fn(finish);
  await makeRunner(work).start();
  await untilState(key, 'dead');
  expect(await bed.read(key)).toMatchObject({ error: new AttemptsExhaustedError(policy.maxAttempts).message });
  expect(work).not.toHaveBeenCalled();
});

it('hands back what it has in hand when it stops; another goes on with it', async () => {
  const key = await bed.add(1);
  const begun = Promise.withResolvers<void>();
  const fail = vi.fn(async () => {});
  const first = makeRunner(
    async (_, { signal }) => {
      begun.resolve();
      await untilAborted(signal);
    },
    { fail },
  );
  await first.start();
  await begun.promise;
  await first.stop();
  expect(await bed.read(key)).toMatchObject({ claim: null, attempts: 0 });
  expect(fail).not.toHaveBeenCalled();
  await makeRunner(finish).start();
  await untilState(key, 'done');
});

it('ends an attempt whose claim was lost, and leaves the job to its heir', async () => {
  const key = await bed.add(1);
  const begun = Promise.withResolvers<void>();
  const fail = vi.fn(async () => {});
  const settled = Promise.withResolvers<void>();
  let lose = (): void => {};
  const runner = makeRunner(
    async (_, attempt) => {
      lose = attempt.lose;
      begun.resolve();
      await untilAborted(attempt.signal);
    },
    { fail, onSettled: () => settled.resolve(), concurrency: 1 },
  );
  await runner.start();
  await begun.promise;
  await bed.endLeases();
  const heir = await bed.queue.claimNext(bed.database.kysely, { token: 'heir', now: new Date(clock) });
  lose();
  await settled.promise;
  expect(fail).not.toHaveBeenCalled();
  expect(await bed.read(key)).toMatchObject({ state: 'working', claim: heir?.token, attempts: 2 });
});

it('aborts one job on demand, here a cancelled one', async () => {
  const key = await bed.add(1);
  const other = await bed.add(2);
  const begun = Promise.withResolvers<void>();
  const settled = vi.fn();
  const runner = makeRunner(
    async (claim, attempt) => {
      if (claim.key === other) return finish(claim, attempt);
      begun.resolve();
      return untilAborted(attempt.signal);
    },
    { onSettled: ({ key: ended }) => settled(ended) },
  );
  await runner.start();
  await begun.promise;
  await bed.database.query({
    sql: `update test_job set state = 'cancelled', claim = null where test_job_row_id = ${key}`,
  });
  runner.abort(key);
  await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(key));
  await untilState(other, 'done');
  expect(await bed.read(key)).toMatchObject({ state: 'cancelled' });
});

it('takes up what nobody has told it of, and looks for the next job only where there is one', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const claims = vi.spyOn(bed.queue, 'claimNext');
  const looks = vi.spyOn(bed.queue, 'hasOpen');
  try {
    const runner = makeRunner(finish);
    await runner.start();
    await vi.waitFor(() => expect(claims.mock.settledResults).toMatchObject([{ type: 'fulfilled' }]));
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => expect(looks.mock.settledResults).toEqual([{ type: 'fulfilled', value: false }]));
    expect(claims).toHaveBeenCalledOnce();
    const key = await bed.add(1);
    vi.advanceTimersByTime(5_000);
    await untilState(key, 'done');
  } finally {
    vi.useRealTimers();
    vi.restoreAllMocks();
  }
});
