import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ApplicationRuns, type WaitingRun } from './application-runs.ts';
import type { PlannedRun } from './planner.ts';

const bounds = { running: 3, runningPerFlow: 2, startsPerSecond: 1_000_000 };

function makeRun(runId: string, { order, flowId = 'f', isLatest = false, log = [] as string[] }: Options): WaitingRun {
  const planned = { runId, order, isLatest, trigger: { flowId } } as unknown as PlannedRun;
  return { planned, attempts: 0, start: () => undefined, replaced: () => log.push(runId) };
}
interface Options {
  readonly order?: string | undefined;
  readonly flowId?: string;
  readonly isLatest?: boolean;
  readonly log?: string[];
}
const idOf = (run: WaitingRun | undefined): string | undefined => run?.planned.runId;

it('starts what came first, one of each order at a time, and no more of a flow or an application than may run', () => {
  const runs = new ApplicationRuns(bounds, () => 0);
  for (const [id, options] of [
    ['a1', { order: 'a' }],
    ['a2', { order: 'a' }],
    ['b1', { order: 'b' }],
    ['c1', { order: 'c' }],
    ['d1', { flowId: 'g' }],
    ['e1', { flowId: 'g' }],
  ] as const) {
    runs.add(makeRun(id, options));
  }
  const started = [runs.next(), runs.next(), runs.next(), runs.next()];
  // c waits for its flow, e for the application.
  expect(started.map(idOf)).toEqual(['a1', 'b1', 'd1', undefined]);
  runs.ended((started[0] as WaitingRun).planned);
  expect(idOf(runs.next())).toBe('c1');
  expect([runs.waiting, runs.running]).toEqual([2, 3]);
});

it('puts what was lost before what came after it, and takes out what is not wanted any more', () => {
  const runs = new ApplicationRuns(bounds, () => 0);
  for (const id of ['a1', 'a2', 'a3']) runs.add(makeRun(id, { order: 'a' }));
  const first = runs.next() as WaitingRun;
  runs.ended(first.planned);
  runs.addAgain(first);
  expect(idOf(runs.remove('a2'))).toBe('a2');
  expect(runs.remove('a2')).toBeUndefined();
  const again = runs.next() as WaitingRun;
  expect([idOf(again), runs.next()]).toEqual(['a1', undefined]);
  runs.ended(again.planned);
  expect(idOf(runs.next())).toBe('a3');
});

it('keeps only the latest that waits of an order that wants no other', () => {
  const log: string[] = [];
  const runs = new ApplicationRuns(bounds, () => 0);
  for (const id of ['a1', 'a2', 'a3']) runs.add(makeRun(id, { order: 'a', isLatest: true, log }));
  const running = runs.next() as WaitingRun;
  runs.add(makeRun('a4', { order: 'a', isLatest: true, log }));
  runs.add(makeRun('a5', { order: 'a', isLatest: true, log }));
  expect([idOf(running), log, runs.waiting]).toEqual(['a3', ['a1', 'a2', 'a4'], 1]);
  runs.ended(running.planned);
  expect(idOf(runs.next())).toBe('a5');
});

it('loses none and never overtakes within an order, whatever is added, lost, removed and ended', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), order: fc.constantFrom(undefined, 'a', 'b', 'c') }),
    fc.record({
      kind: fc.constantFrom('start' as const, 'end' as const, 'lose' as const, 'remove' as const),
      at: fc.nat(20),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const runs = new ApplicationRuns(bounds, () => 0);
      const waiting = new Set<string>();
      const running: WaitingRun[] = [];
      /** Of each order, what has begun last. */
      const begun = new Map<string, number>();
      let number = 0;
      for (const each of steps) {
        if (each.kind === 'add') {
          number += 1;
          waiting.add(String(number));
          runs.add(makeRun(String(number), { order: each.order, flowId: each.order ?? 'f' }));
        } else if (each.kind === 'start') {
          const run = runs.next();
          if (!run) continue;
          const { order, runId } = run.planned;
          if (order !== undefined) {
            expect(running.some(({ planned }) => planned.order === order)).toBe(false);
            expect(Number(runId)).toBeGreaterThanOrEqual(begun.get(order) ?? 0);
            begun.set(order, Number(runId));
          }
          waiting.delete(runId);
          running.push(run);
        } else if (each.kind === 'remove') {
          const id = [...waiting][each.at % Math.max(waiting.size, 1)];
          if (id === undefined) continue;
          expect(idOf(runs.remove(id))).toBe(id);
          waiting.delete(id);
        } else {
          const [run] = running.splice(each.at % Math.max(running.length, 1), 1);
          if (!run) continue;
          runs.ended(run.planned);
          if (each.kind === 'end') continue;
          waiting.add(run.planned.runId);
          runs.addAgain(run);
        }
        expect([runs.waiting, runs.running]).toEqual([waiting.size, running.length]);
      }
      for (;;) {
        const run = runs.next() ?? running.shift();
        if (!run) break;
        if (waiting.delete(run.planned.runId)) running.push(run);
        else runs.ended(run.planned);
      }
      expect([runs.waiting, runs.running, waiting.size]).toEqual([0, 0, 0]);
    }),
  );
});

const plenty = { running: 10, runningPerFlow: 10, startsPerSecond: 1000 };

function make(runId: string, options: { order?: string; notBefore?: number; isLatest?: boolean } = {}): WaitingRun {
  const { order, notBefore, isLatest = false } = options;
  const planned = { runId, order, isLatest, trigger: { flowId: 'f' } } as unknown as PlannedRun;
  return {
    planned,
    attempts: 0,
    start: () => undefined,
    replaced: () => undefined,
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

function startAll(runs: ApplicationRuns): string[] {
  const started: string[] = [];
  for (let run = runs.next(); run; run = runs.next()) started.push(run.planned.runId);
  return started;
}

it('a run that is tried again waits, those of its order behind it, and nobody else', () => {
  let now = 0;
  const runs = new ApplicationRuns(plenty, () => now);
  runs.add(make('second', { order: 'a' }));
  runs.addAgain(make('first', { order: 'a', notBefore: 500 }));
  runs.add(make('other', { order: 'b' }));
  expect(startAll(runs)).toEqual(['other']);
  expect(runs.allowedIn).toBe(500);
  now = 499;
  expect([startAll(runs), runs.allowedIn]).toEqual([[], 1]);
  now = 500;
  expect(startAll(runs)).toEqual(['first']);
  expect(runs.allowedIn).toBeUndefined();
});

it('says which bound holds up the run that is first', () => {
  const runs = new ApplicationRuns({ running: 3, runningPerFlow: 2, startsPerSecond: 1000 }, () => 0);
  expect(runs.heldBy).toBeUndefined();
  for (const id of ['1', '2', '3']) runs.add(make(id));
  expect(startAll(runs)).toEqual(['1', '2']);
  expect(runs.heldBy).toMatchObject({ bound: 'runningPerFlow', run: { planned: { runId: '3' } } });
  const slow = new ApplicationRuns({ ...plenty, startsPerSecond: 1 }, () => 0);
  for (const id of ['1', '2']) slow.add(make(id));
  expect([startAll(slow), slow.heldBy?.bound]).toEqual([['1'], 'startsPerSecond']);
  const full = new ApplicationRuns({ ...plenty, running: 1 }, () => 0);
  for (const id of ['1', '2']) full.add(make(id));
  expect([startAll(full), full.heldBy?.bound]).toEqual([['1'], 'running']);
});

it('the latest of an order takes the place of the one that waits', () => {
  const runs = new ApplicationRuns(plenty, () => 0);
  runs.add(make('running', { order: 'a', isLatest: true }));
  expect(startAll(runs)).toEqual(['running']);
  for (const id of ['old', 'new']) runs.add(make(id, { order: 'a', isLatest: true }));
  expect(runs.queued.map(({ planned }) => planned.runId)).toEqual(['new']);
});
