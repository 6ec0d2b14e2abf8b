import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../database/transaction.ts';
import { openTestQueue, type TestQueue } from './test-bed.ts';

const now = new Date('2024-02-01T12:00:00Z');
const later = new Date(now.getTime() + 60_000);

let bed: TestQueue;

beforeAll(async () => {
  bed = await openTestQueue();
}, 120_000);
afterAll(() => bed.close());
beforeEach(() => bed.clear());

const claim = (at = now) => bed.queue.claimNext(bed.database.kysely, { token: crypto.randomUUID(), now: at });
const take = async (at = now) => {
  const taken = await claim(at);
  if (!taken) throw new Error('nothing to claim');
  return taken;
};
const finish = (taken: Awaited<ReturnType<typeof take>>) =>
  bed.queue.finish(bed.database.kysely, taken, { state: 'done', now });

it('brings along what the definition selects, and counts the attempt', async () => {
  const key = await bed.add(1, { name: 'first' });
  expect(await take()).toEqual({
    token: expect.any(String),
    key,
    applicationRowId: 1,
    owner: '1',
    attempts: 1,
    name: 'first',
  });
  expect(await bed.read(key)).toMatchObject({ state: 'working', attempts: 1 });
});

it('says whether there is a job that has not ended, waiting, under way or to be tried again', async () => {
  const { database, queue } = bed;
  const isOpen = () => queue.hasOpen(database.kysely);
  expect(await isOpen()).toBe(false);
  await bed.add(1);
  expect(await isOpen()).toBe(true);
  const first = await take();
  expect(await isOpen()).toBe(true);
  await queue.retry(database.kysely, first, { error: 'not today', now, retryAt: later });
  expect(await isOpen()).toBe(true);
  await finish(await take(later));
  expect(await isOpen()).toBe(false);
});

it('gives each job to one of two workers that race for them', async () => {
  for (let applicationRowId = 1; applicationRowId <= 10; applicationRowId += 1) await bed.add(applicationRowId);
  const work = async (): Promise<number[]> => {
    const keys: number[] = [];
    for (let taken = await claim(); taken; taken = await claim()) {
      keys.push(taken.key);
      expect(await finish(taken)).toBe(true);
    }
    return keys;
  };
  const done = (await Promise.all([work(), work()])).flat();
  expect(done).toHaveLength(10);
  expect(new Set(done).size).toBe(10);
});

it('lets the holder of a lost claim change nothing, and its heir everything', async () => {
  const { database, queue } = bed;
  const db = database.kysely;
  const key = await bed.add(1);
  const dead = await take();
  expect(await claim()).toBeUndefined();
  await bed.endLeases();
  const heir = await take();
  expect(heir).toMatchObject({ key, attempts: 2 });
  const before = await bed.read(key);
  expect(await queue.renew(db, dead)).toBe(false);
  expect(await queue.save(db, dead, { state: 'working', now, set: [sql`name = 'written by the dead'`] })).toBe(false);
  expect(await queue.finish(db, dead, { state: 'done', now })).toBe(false);
  expect(await queue.retry(db, dead, { error: 'no', retryAt: later, holdOthers: true, now })).toBe(false);
  expect(await queue.deadLetter(db, dead, { error: 'no', now })).toBe(false);
  await queue.release(db, dead);
  expect(await bed.read(key)).toEqual(before);
  expect(await queue.countFailures(db, 1)).toBe(0);
  expect(await queue.renew(db, heir)).toBe(true);
  expect(await finish(heir)).toBe(true);
  expect(await finish(heir)).toBe(false);
});

it('keeps a claim that is renewed', async () => {
  await bed.add(1);
  const taken = await take();
  await bed.endLeases();
  expect(await bed.queue.renew(bed.database.kysely, taken)).toBe(true);
  expect(await claim()).toBeUndefined();
});

it('ends a job together with what follows from it, or not at all', async () => {
  const key = await bed.add(1);
  const taken = await take();
  const ended = inTransaction(bed.database, async (tx) => {
    expect(await bed.queue.finish(tx, taken, { state: 'done', now })).toBe(true);
    throw new Error('what follows has failed');
  });
  await expect(ended).rejects.toThrow('what follows has failed');
  expect(await bed.read(key)).toMatchObject({ state: 'working', claim: taken.token });
});

it('tries a failed job again when its time has come, not before', async () => {
  const key = await bed.add(1);
  await bed.queue.retry(bed.database.kysely, await take(), { error: 'no network', retryAt: later, now });
  expect(await bed.read(key)).toMatchObject({ state: 'retrying', error: 'no network', next_attempt_at: later });
  expect(await claim(new Date(later.getTime() - 1))).toBeUndefined();
  const again = await take(later);
  expect(again).toMatchObject({ key, attempts: 2 });
  expect(await finish(again)).toBe(true);
  expect(await bed.read(key)).toMatchObject({ state: 'done', error: null, next_attempt_at: null, claim: null });
});

it('holds up the application’s other jobs where they would fail alike, until one succeeds', async () => {
  const { database, queue } = bed;
  for (let job = 0; job < 3; job += 1) await bed.add(1);
  const other = await bed.add(2);
  await queue.retry(database.kysely, await take(), { error: 'no', retryAt: later, holdOthers: true, now });
  expect(await take()).toMatchObject({ key: other });
  expect(await claim()).toBeUndefined();
  expect(await queue.countFailures(database.kysely, 1)).toBe(1);
  await finish(await take(later));
  expect(await queue.countFailures(database.kysely, 1)).toBe(0);
  expect(await claim()).toMatchObject({ applicationRowId: 1 });
});

it('keeps a job that was given up with its error, and queues it again on demand', async () => {
  const { database, queue } = bed;
  const db = database.kysely;
  const key = await bed.add(1);
  expect(await queue.requeue(db, key, now)).toBe(false);
  await queue.deadLetter(db, await take(), { error: 'gone for good', now });
  expect(await claim(new Date(now.getTime() + 365 * 86_400_000))).toBeUndefined();
  expect(await queue.listDead(db, { applicationRowId: 1, limit: 10 })).toEqual([
    { key, attempts: 1, error: 'gone for good', updatedAt: now },
  ]);
  expect(await queue.listDead(db, { applicationRowId: 2, limit: 10 })).toEqual([]);
  expect(await queue.requeue(db, key, later)).toBe(true);
  expect(await queue.listDead(db, { applicationRowId: 1, limit: 10 })).toEqual([]);
  expect(await take()).toMatchObject({ key, attempts: 1 });
  expect(await queue.requeue(db, key, later)).toBe(false);
});

it('hands a job back without the attempt that a stopping server has not finished', async () => {
  const key = await bed.add(1);
  await bed.queue.release(bed.database.kysely, await take());
  expect(await bed.read(key)).toMatchObject({ claim: null, attempts: 0 });
  expect(await take()).toMatchObject({ key, attempts: 1 });
});

it('frees what a killed server has held, with the attempt that it was', async () => {
  const key = await bed.add(1);
  await take();
  await bed.queue.releaseAll(bed.database.kysely);
  expect(await take()).toMatchObject({ key, attempts: 2 });
});

it('serves every application that waits before it serves one twice, the urgent first, each in its order', async () => {
  const jobs = fc.array(
    fc.record({ application: fc.integer({ min: 1, max: 4 }), urgency: fc.integer({ max: 1, min: 0 }) }),
    {
      minLength: 1,
      maxLength: 14,
    },
  );
  await fc.assert(
    fc.asyncProperty(jobs, async (wanted) => {
      await bed.clear();
      const waiting: { key: number; application: number; urgency: number }[] = [];
      for (const job of wanted) waiting.push({ ...job, key: await bed.add(job.application, job) });
      const servedAt = new Map<number, number>();
      for (let turn = 1; waiting.length > 0; turn += 1) {
        const expected = waiting.toSorted(
          (a, b) =>
            a.urgency - b.urgency ||
            (servedAt.get(a.application) ?? 0) - (servedAt.get(b.application) ?? 0) ||
            a.key - b.key,
        )[0];
        const taken = await take();
        expect(taken.key).toBe(expected?.key);
        servedAt.set(taken.applicationRowId, turn);
        waiting.splice(
          waiting.findIndex(({ key }) => key === taken.key),
          1,
        );
        await finish(taken);
      }
      expect(await claim()).toBeUndefined();
    }),
    { numRuns: 25 },
  );
}, 60_000);

it('serves owners in turn, however many applications one of them has', async () => {
  await bed.own('many', [1, 2, 3]);
  await bed.own('one', [4]);
  for (const application of [1, 1, 2, 3, 4, 4, 4]) await bed.add(application);
  const served: number[] = [];
  for (let taken = await claim(); taken; taken = await claim()) {
    served.push(taken.applicationRowId);
    await finish(taken);
  }
  expect(served).toEqual([1, 4, 2, 4, 3, 4, 1]);
});

it('leaves the jobs of owners that are named', async () => {
  await bed.own('many', [1, 2]);
  for (const application of [1, 2, 3]) await bed.add(application);
  const { owner } = await take();
  const others = { token: 'others', now, without: [owner] };
  expect(await bed.queue.claimNext(bed.database.kysely, others)).toMatchObject({ applicationRowId: 3 });
  expect(await bed.queue.claimNext(bed.database.kysely, others)).toBeUndefined();
});

it('never works on two jobs of one application at once', async () => {
  const jobs = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(jobs, fc.infiniteStream(fc.nat()), async (applications, choices) => {
      await bed.clear();
      for (const application of applications) await bed.add(application);
      const held: Awaited<ReturnType<typeof take>>[] = [];
      for (let done = 0; done < applications.length; ) {
        for (let taken = await claim(); taken; taken = await claim()) held.push(taken);
        expect(new Set(held.map(({ applicationRowId }) => applicationRowId)).size).toBe(held.length);
        const [chosen] = held.splice((choices.next().value ?? 0) % held.length, 1);
        if (!chosen) throw new Error('jobs are left, and none of them could be claimed');
        await finish(chosen);
        done += 1;
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);
