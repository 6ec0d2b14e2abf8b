import { afterEach, expect, it, vi } from 'vitest';
import { SessionScheduler, type SessionUse } from './session-scheduler.ts';

const greedy = { owner: 'greedy', name: 'app' };
const other = { owner: 'other', name: 'app' };

afterEach(() => {
  vi.useRealTimers();
});

/** Takes a place and notes when it is there. Those who still wait at the end of a test are refused some time after it. */
function asker(scheduler: SessionScheduler, order: string[]) {
  return (label: string, kind: SessionUse): void => {
    void scheduler.take(kind, async () => order.push(label)).catch(ignore);
  };
}
const ignore = (): void => undefined;
const nothing = async (): Promise<void> => undefined;

it('lets nobody wait while there is room', () => {
  const scheduler = new SessionScheduler({ places: 3 });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  ask('caller', greedy);
  ask('server', undefined);
  ask('commit', 'batch');
  expect(order).toEqual(['caller', 'server', 'commit']);
});

it('keeps one owner from holding all sessions of a pool, however many applications it has', () => {
  const scheduler = new SessionScheduler({ places: 10 });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  for (let number = 0; number < 12; number++) ask(`greedy ${number}`, { owner: 'greedy', name: `app ${number}` });
  expect(order).toHaveLength(5);
  ask('other', other);
  ask('commit', 'batch');
  ask('server', undefined);
  expect(order.slice(5)).toEqual(['other', 'commit', 'server']);
});

it('keeps a place of an owner for another of its applications', () => {
  const scheduler = new SessionScheduler({ places: 10 });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  for (let number = 0; number < 12; number++) ask(`greedy ${number}`, greedy);
  expect(order).toHaveLength(4);
  ask('its other', { ...greedy, name: 'other' });
  expect(order.slice(4)).toEqual(['its other']);
  scheduler.give({ ...greedy, name: 'other' }, 1);
  expect(order).toHaveLength(5);
});

it('gives the next turn to whoever has used the database least of late', () => {
  let now = 0;
  const scheduler = new SessionScheduler({ places: 1, elapsed: () => now });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  ask('greedy 1', greedy);
  for (let number = 2; number <= 4; number++) ask(`greedy ${number}`, greedy);
  ask('other 1', other);
  ask('other 2', other);
  scheduler.give(greedy, 1000);
  expect(order).toEqual(['greedy 1', 'other 1']);
  scheduler.give(other, 1);
  expect(order.at(-1)).toBe('other 2');
  // Long ago is forgotten: then the other one is ahead.
  now = 600_000;
  ask('other 3', other);
  scheduler.give(other, 50);
  expect(order.at(-1)).toBe('greedy 2');
});

it('takes turns between the applications of one owner while time goes on', () => {
  // Each look at the clock is later than the one before it, as it is outside of tests.
  let now = 0;
  const scheduler = new SessionScheduler({ places: 1, elapsed: () => (now += 0.001) });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  const quiet = { ...greedy, name: 'quiet' };
  ask('greedy 1', greedy);
  ask('quiet 1', quiet);
  for (let number = 2; number <= 4; number++) ask(`greedy ${number}`, greedy);
  scheduler.give(greedy, 50);
  expect(order).toEqual(['greedy 1', 'quiet 1']);
});

it('alternates between commits and everybody else', () => {
  const scheduler = new SessionScheduler({ places: 1 });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  ask('first', greedy);
  ask('read 1', greedy);
  ask('read 2', other);
  ask('commit 1', 'batch');
  ask('commit 2', 'batch');
  scheduler.give(greedy, 1);
  scheduler.give('batch', 1);
  scheduler.give(other, 1);
  scheduler.give('batch', 1);
  expect(order).toEqual(['first', 'commit 1', 'read 2', 'commit 2', 'read 1']);
});

it('refuses what one lane asks beyond its line, and nobody else', async () => {
  const scheduler = new SessionScheduler({ places: 1 });
  await scheduler.take(greedy, nothing);
  for (let number = 0; number < 1000; number++) scheduler.take(greedy, nothing).catch(ignore);
  await expect(scheduler.take(greedy, nothing)).rejects.toThrow('Too many requests are waiting');
  for (const kind of [other, 'batch'] as const) scheduler.take(kind, nothing).catch(ignore);
  expect(scheduler.waiting).toBe(1002);
});

it('turns away no commit because ten thousand others wait', async () => {
  const scheduler = new SessionScheduler({ places: 1 });
  const order: string[] = [];
  const ask = asker(scheduler, order);
  for (let number = 0; number <= 10_000; number++) ask(`server ${number}`, undefined);
  await expect(scheduler.take(undefined, nothing)).rejects.toMatchObject({ type: 'Unavailable' });
  ask('commit', 'batch');
  scheduler.give(undefined, 1);
  expect(order).toEqual(['server 0', 'commit']);
  scheduler.stop();
});

it('ends a wait that takes too long', async () => {
  vi.useFakeTimers();
  const scheduler = new SessionScheduler({ places: 1, elapsed: () => Date.now() });
  await scheduler.take(greedy, nothing);
  const refused = expect(scheduler.take(other, nothing)).rejects.toMatchObject({ type: 'Unavailable', retryAfter: 5 });
  await vi.advanceTimersByTimeAsync(32_000);
  await refused;
  expect(scheduler.waiting).toBe(0);
  // Nor does a timer go on for nobody.
  expect(vi.getTimerCount()).toBe(0);
});

it('refuses who still waits when the database closes', async () => {
  vi.useFakeTimers();
  const scheduler = new SessionScheduler({ places: 1 });
  await scheduler.take(greedy, nothing);
  const waiting = [greedy, other, 'batch', undefined] as const;
  const refused = Promise.all(
    waiting.map((kind) => expect(scheduler.take(kind, nothing)).rejects.toThrow('is closed')),
  );
  scheduler.stop();
  await refused;
  expect([scheduler.waiting, vi.getTimerCount()]).toEqual([0, 0]);
});
