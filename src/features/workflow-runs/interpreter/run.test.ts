import { expect, test } from 'vitest';
import { execute, flow, node, set, show } from './test-bed.ts';

test('paths split with payloads of their own and do not meet again', async () => {
  const program = flow([
    set('start', 'n', '1', 'left', 'right'),
    set('left', 'n', '{{n}} + 10', 'end'),
    set('right', 'n', '{{n}} + 100', 'end'),
    show('end'),
  ]);
  const { outcome, entered, ...run } = await execute(program, { nested: { deep: [1] } });
  // Paths take turns with the thread, so which of them ends first depends on the machine.
  const shown = run.shown.toSorted((a, b) => Number(a.payload.n) - Number(b.payload.n));
  expect(shown.map(({ payload }) => payload.n)).toEqual([11, 101]);
  expect(shown.map(({ path }) => path)).toEqual([
    ['start', 'left'],
    ['start', 'right'],
  ]);
  expect(entered.toSorted()).toEqual(['end', 'end', 'left', 'right', 'start']);
  expect(outcome).toEqual({ status: 'succeeded', pathsCompleted: 2, pathsFailed: 0, nodes: 5 });
});

test('copies are deep: what one path does to an object, no other sees', async () => {
  const program = flow([
    set('start', 'a.b', '1', 'left', 'right'),
    set('left', 'a.b', '2', 'end'),
    show('right'),
    show('end'),
  ]);
  const { shown } = await execute(program, {});
  expect(shown.map(({ nodeId, payload }) => [nodeId, payload]).toSorted()).toEqual([
    ['end', { a: { b: 2 } }],
    ['right', { a: { b: 1 } }],
  ]);
});

test('a conditional goes on by its second output when true, by its first when not', async () => {
  const nodes = [
    node('if', 'ConditionalNode', { expression: '{{n}} > 1' }, [['no'], ['yes']]),
    show('no'),
    show('yes'),
  ];
  expect((await execute(flow(nodes), { n: 2 })).shown.map(({ nodeId }) => nodeId)).toEqual(['yes']);
  expect((await execute(flow(nodes), { n: 1 })).shown.map(({ nodeId }) => nodeId)).toEqual(['no']);
});

test('a switch goes on by the first case that is equal, else by its first output', async () => {
  const cases = [{ caseTemplate: 'a' }, { caseTemplate: '{{other}}' }];
  const outputs = [['none'], ['a'], ['other']];
  const nodes = [
    node('switch', 'SwitchNode', { switchTemplate: '{{mode}}', cases }, outputs),
    show('none'),
    show('a'),
    show('other'),
  ];
  const goesTo = async (payload: Record<string, unknown>) => (await execute(flow(nodes), payload)).shown[0]?.nodeId;
  expect(await goesTo({ mode: 'a' })).toBe('a');
  expect(await goesTo({ mode: 'b & c', other: 'b & c' })).toBe('other');
  expect(await goesTo({ mode: 'x', other: 'y' })).toBe('none');
});

test('nothing wired, or wired to a note or to nothing, completes', async () => {
  const program = flow([node('start', 'DebugNode', {}, [['note', 'gone']]), node('note', 'AnnotationNode')]);
  expect((await execute(program, {})).outcome).toMatchObject({ status: 'succeeded', pathsCompleted: 1, nodes: 1 });
  expect((await execute(flow([]), {})).outcome).toMatchObject({ status: 'succeeded', nodes: 0 });
});

test('the first node that throws ends all paths, and says where', async () => {
  const program = flow([
    set('start', 'n', '1', 'bad', 'good'),
    node('bad', 'ConditionalNode', { expression: '{{upper' }),
    show('good'),
  ]);
  const { outcome, shown } = await execute(program, {});
  expect(outcome).toMatchObject({
    status: 'failed',
    pathsCompleted: 0,
    pathsFailed: 2,
    error: { nodeId: 'bad', nodeType: 'ConditionalNode', path: ['start'], payload: { n: 1 } },
  });
  expect(outcome.error?.error.name).toMatch(/^(Template|Expression)Error$/);
  expect(shown).toEqual([]);
});

test('an unknown type of node throws when a run reaches it, and only then', async () => {
  const nodes = [
    node('if', 'ConditionalNode', { expression: '{{n}} === 1' }, [[], ['alien']]),
    node('alien', 'AlienNode', {}, [], { label: 'Space' }),
  ];
  expect((await execute(flow(nodes), { n: 2 })).outcome.status).toBe('succeeded');
  const { outcome } = await execute(flow(nodes), { n: 1 });
  expect(outcome.error?.error).toEqual({
    name: 'UnknownNodeType',
    message: 'This server does not have nodes of the type AlienNode (Space)',
  });
});

test('a type of the platform that is not built says so by name', async () => {
  const { outcome } = await execute(flow([node('models', 'GoogleMlNode', {}, [], { label: 'Ask' })]), {});
  expect(outcome.error?.error).toEqual({
    name: 'NotAvailable',
    message: 'This server does not have nodes of the type GoogleMlNode (Ask)',
  });
});

test('the bounds of a run: payload, node executions, open paths, time', async () => {
  const grow = flow([
    node('grow', 'MathNode', { statements: [{ expression: "'{{text}}{{text}}'", resultPath: 'text' }] }),
  ]);
  const large = await execute(grow, { text: 'x'.repeat(600) }, { limits: { payloadBytes: 1000 } });
  expect(large.outcome.error?.error.name).toBe('PayloadTooLarge');

  const circle = flow([set('a', 'n', '{{n}} + 1', 'b'), set('b', 'n', '{{n}} + 1', 'a')]);
  const endless = await execute(circle, { n: 0 }, { limits: { nodeExecutions: 50 } });
  expect(endless.outcome).toMatchObject({ status: 'failed', error: { error: { name: 'LimitExceeded' } } });

  const tree = flow([set('a', 'n', '1', 'a', 'a')]);
  const wide = await execute(tree, {}, { limits: { openPaths: 100 } });
  expect(wide.outcome.error?.error).toEqual({
    name: 'LimitExceeded',
    message: 'The run has more than 100 paths at once',
  });

  const late = await execute(circle, { n: 0 }, { timeoutMs: 1 });
  expect(late.outcome.error?.error.name).toBe('TimeoutError');
});

test('a run whose time is up while a node waits fails there, and what is in flight is given up', async () => {
  let wasAborted = false;
  const program = flow([node('get', 'GetValueNode', { keyName: 'k', valuePath: 'v' }, [['end']]), show('end')]);
  const { outcome, shown } = await execute(
    program,
    {},
    {
      timeoutMs: 5,
      services: { storage: { get: () => new Promise(() => {}) } },
      onRun: (run) => run.signal.addEventListener('abort', () => (wasAborted = true)),
    },
  );
  expect(outcome).toMatchObject({ status: 'failed', error: { nodeId: 'get', error: { name: 'TimeoutError' } } });
  expect(shown).toEqual([]);
  expect(wasAborted).toBe(true);
});

test('a cancelled run comes to no further node', async () => {
  const gate = Promise.withResolvers<Record<string, unknown>>();
  const program = flow([node('get', 'GetValueNode', { keyName: 'k', valuePath: 'v' }, [['end']]), show('end')]);
  const services = { storage: { get: () => gate.promise } };
  const onRun = (run: { cancel: () => void }): void => queueMicrotask(() => queueMicrotask(() => run.cancel()));
  const { outcome, shown } = await execute(program, {}, { services, onRun });
  gate.resolve({});
  expect(outcome).toMatchObject({ status: 'cancelled', pathsCompleted: 0, pathsFailed: 1 });
  expect(shown).toEqual([]);
});

test('an errored payload that is too large is left out', async () => {
  const program = flow([node('bad', 'AlienNode')]);
  const { outcome } = await execute(program, { text: 'x'.repeat(300 * 1024) });
  expect(outcome.error).toMatchObject({ nodeId: 'bad', payload: undefined });
});
