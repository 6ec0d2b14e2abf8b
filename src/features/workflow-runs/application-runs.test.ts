import { expect, test } from 'vitest';
import { ApplicationRuns, type WaitingRun } from './application-runs.ts';
import type { PlannedRun } from './planner.ts';

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

test('a run that is tried again waits, those of its order behind it, and nobody else', () => {
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

test('says which bound holds up the run that is first', () => {
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

test('the latest of an order takes the place of the one that waits', () => {
  const runs = new ApplicationRuns(plenty, () => 0);
  runs.add(make('running', { order: 'a', isLatest: true }));
  expect(startAll(runs)).toEqual(['running']);
  for (const id of ['old', 'new']) runs.add(make(id, { order: 'a', isLatest: true }));
  expect(runs.queued.map(({ planned }) => planned.runId)).toEqual(['new']);
});
