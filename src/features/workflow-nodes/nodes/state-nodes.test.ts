// Latch, Throttle and BranchOnChange (workflows.md, "5. Nodes").
import { beforeEach, expect, test } from 'vitest';
import type { NodeContext, NodeType } from '../context.ts';
import { changeNodeState } from '../node-states.ts';
import { branchOnChangeNode } from './branch-on-change.ts';
import { latchNode } from './latch.ts';
import { runNode } from './test-bed.ts';
import { throttleNode } from './throttle.ts';

let states: Map<string, object | undefined>;
let now: number;
beforeEach(() => {
  states = new Map();
  now = 1_700_000_000_000;
});

const services: Pick<NodeContext['services'], 'states'> = {
  states: {
    async change({ id, change }) {
      const { state, outcome } = changeNodeState(states.get(id), change);
      // What is stored is JSON.
      states.set(id, state && JSON.parse(JSON.stringify(state)));
      return outcome;
    },
  },
};

const run = (type: NodeType, config: Record<string, unknown>, payload: Record<string, unknown>) =>
  runNode(type, config, { ...payload }, { services: services as NodeContext['services'], now: () => now });

test('a latch fires once, and again after its reset, with one state for each id', async () => {
  const config = {
    latchExpression: '{{t}} > 30',
    resetExpression: '{{t}} < 25',
    latchIdTemplate: '{{id}}',
    latchResultPath: 'latch',
    resetResultPath: 'reset',
    wasLatchedPath: 'was',
    isLatchedPath: 'is',
    branchPath: 'branch',
  };
  const seen = [];
  for (const [t, id] of [
    [20, 'a'],
    [31, 'a'],
    [35, 'a'],
    [27, 'a'],
    [31, 'b'],
    [24, 'a'],
    [31, 'a'],
  ] as const) {
    const { payload, output } = await run(latchNode, config, { t, id });
    seen.push([payload.latch, payload.reset, payload.was, payload.is, payload.branch, output]);
  }
  expect(seen).toEqual([
    [false, true, false, false, false, 0],
    [true, false, false, true, true, 1],
    [true, false, true, true, false, 0],
    [false, false, true, true, false, 0],
    [true, false, false, true, true, 1],
    [false, true, true, false, false, 0],
    [true, false, false, true, true, 1],
  ]);
});

test('a latch that is to be reset does not latch in the same step, and empty expressions never act', async () => {
  const both = { latchExpression: 'true', resetExpression: 'true' };
  expect([(await run(latchNode, both, {})).output, (await run(latchNode, both, {})).output]).toEqual([1, 0]);
  expect(states.get('')).toEqual({ latched: false });
  expect((await run(latchNode, {}, {})).output).toBe(0);
});

test('a throttle lets paths through in even distances', async () => {
  const config = { ratePerMinute: 6, timeSincePath: 'since' };
  const seen = [];
  for (const step of [0, 9_999, 1, 5_000, 20_000]) {
    now += step;
    const { payload, output } = await run(throttleNode, config, {});
    seen.push([payload.since, output]);
  }
  expect(seen).toEqual([
    [undefined, 1],
    [9_999, 0],
    [10_000, 1],
    [5_000, 0],
    [25_000, 1],
  ]);
  now -= 3_600_000;
  expect((await run(throttleNode, config, {})).output).toBe(1);
});

test.each([0, -1, 601, 'often'])('a throttle refuses the rate %s', async (ratePerMinute) => {
  await expect(run(throttleNode, { ratePerMinute }, {})).rejects.toMatchObject({ name: 'ValidationError' });
});

test.each<[string, number | undefined, unknown[], number[]]>([
  ['any', undefined, [1, 1, 2, '2', null, undefined, { a: 1 }, { a: 1 }, { a: 2 }], [0, 0, 1, 1, 1, 0, 1, 0, 1]],
  ['value', 2, [10, 11, 12, 13, 10, 'x', null, 8], [0, 0, 1, 0, 1, 0, 0, 1]],
  ['value', undefined, [1, 1, 1.5], [0, 0, 1]],
  ['valueInc', 2, [10, 8, 9, 10, 11, 12, 5], [0, 0, 0, 1, 0, 1, 0]],
  ['valueDec', 2, [10, 12, 11, 10, 9, 8], [0, 0, 0, 1, 0, 1]],
  ['percent', 10, [100, 109, 110, 100, 99], [0, 0, 1, 0, 1]],
  ['percent', 10, [0, 0, 0.001, 0.001], [0, 0, 1, 0]],
  ['percentInc', 50, [10, 4, 5, 6, 8], [0, 0, 0, 1, 0]],
  ['percentDec', 50, [10, 20, 11, 10, 6], [0, 0, 0, 1, 0]],
  ['value', 1, ['1', '2', true, 4], [0, 1, 1, 1]],
])('a change by %s of %s', async (changeType, changeThreshold, values, outputs) => {
  const seen = [];
  for (const value of values) {
    seen.push((await run(branchOnChangeNode, { valuePath: 'v', changeType, changeThreshold }, { v: value })).output);
  }
  expect(seen).toEqual(outputs);
});

test('a change shows what it was compared with, and refuses a type that it does not know', async () => {
  const config = { valuePath: 'v', changeType: 'value', changeThreshold: '5', prevValuePath: 'before' };
  expect((await run(branchOnChangeNode, config, { v: 1 })).payload.before).toBeUndefined();
  const began = new Date(now);
  now += 1000;
  expect((await run(branchOnChangeNode, config, { v: 9 })).payload.before).toEqual({ value: 1, time: began });
  expect((await run(branchOnChangeNode, config, { v: 10 })).payload.before).toEqual({ value: 9, time: new Date(now) });
  await expect(run(branchOnChangeNode, { ...config, changeType: 'odd' }, {})).rejects.toThrow('odd');
});
