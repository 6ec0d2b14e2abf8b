import { expect, test } from 'vitest';
import type { Run } from './run.ts';
import { execute, flow, node, set } from './test-bed.ts';

const program = () =>
  flow([
    set('a', 'x', '1', 'b', 'c'),
    set('b', 'x', '{{x}} + 1'),
    set('c', 'x', '{{x}} + 2', 'd'),
    node('d', 'ConditionalNode', { expression: '{{x}} == 3' }, [[], ['e']]),
    set('e', 'y', '0'),
  ]);

/** Runs the program and steps whenever a path waits, as `step` says. */
async function stepThrough(step: (run: Run, paused: readonly string[]) => void, at = program()) {
  const paused: string[] = [];
  let run: Run | undefined;
  const result = await execute(
    at,
    {},
    {
      isStepped: true,
      onRun: (made) => {
        run = made;
      },
      onPaused: (nodeId) => {
        paused.push(nodeId);
        // Once the path waits.
        setImmediate(() => run && step(run, paused));
      },
    },
  );
  return { paused, ...result };
}

test('waits before each node of each path, and goes on one at a time', async () => {
  const { paused, outcome, entered } = await stepThrough((run) => run.step({ all: false }));
  expect(outcome).toMatchObject({ status: 'succeeded', pathsCompleted: 2 });
  expect([...paused].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(entered[0]).toBe('a');
});

test('goes on to its end, and takes steps ahead', async () => {
  const all = await stepThrough((run, paused) => run.step({ all: paused.length > 0 }));
  expect(all.paused).toEqual(['a']);
  const ahead = await stepThrough((run, paused) => {
    if (paused.length === 1) for (let step = 0; step < 5; step += 1) run.step({ all: false });
  });
  expect(ahead.outcome.status).toBe('succeeded');
});

test('a run that waits can be cancelled', async () => {
  const { outcome, entered } = await stepThrough((run) => run.cancel());
  expect([outcome.status, entered]).toEqual(['cancelled', []]);
});

test('tells what each node has left, and by which output', async () => {
  const { left } = await execute(program(), {});
  expect(left.map(([id]) => id).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  const of = (id: string) => left.find(([at]) => at === id);
  expect(of('a')).toEqual(['a', { x: 1 }, 0]);
  expect(of('b')).toEqual(['b', { x: 2 }, 0]);
  expect(of('d')).toEqual(['d', { x: 3 }, 1]);
  expect(of('e')).toEqual(['e', { x: 3, y: 0 }, 0]);
});
