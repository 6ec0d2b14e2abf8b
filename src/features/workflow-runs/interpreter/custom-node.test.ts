import { expect, test } from 'vitest';
import { customNode, execute, flow, node, set, show } from './test-bed.ts';

const call = (config: Record<string, unknown> = {}, outputs: string[][] = [['after']]) =>
  node('call', 'CustomNodeExecuteNode', { customNodeId: 'twice', resultPath: 'result', ...config }, outputs);
const cap = node('cap', 'CustomNodeCapNode', { resultSourcePath: 'answer' });

test('a custom node has a payload of its own and gives its result to the caller', async () => {
  const twice = customNode([set('double', 'answer', '{{data.n}} * 2', 'show'), show('show', 'cap'), cap], {
    fields: [{ type: 'numberTemplate', id: 'n' }],
  });
  const program = flow([call({ fields: [{ id: 'n', value: '{{mine}}' }] }), show('after')]);
  const { outcome, shown } = await execute(program, { mine: 21 }, { customNodes: { twice } });
  expect(shown.map(({ payload }) => payload)).toEqual([
    { globals: { of: 'custom' }, flowId: 'c'.repeat(24), data: { n: 21 }, answer: 42 },
    { mine: 21, result: 42 },
  ]);
  expect(outcome.status).toBe('succeeded');
});

test('inputs are read by the type of their field', async () => {
  const fields = [
    { type: 'stringTemplate', id: 'text', defaultValue: 'nobody' },
    { type: 'stringTemplate', id: 'given-0' },
    { type: 'numberTemplate', id: 'count' },
    { type: 'jsonTemplate', id: 'json' },
    { type: 'payloadPath', id: 'part' },
    { type: 'select', id: 'choice' },
    { type: 'checkbox', id: 'on' },
    { type: 'section', id: 'heading' },
  ];
  const values = { text: '{{gone}}', 'given-0': '{{name}}', json: '[{{n}}]', part: 'deep', choice: '{{n}}', on: true };
  const twice = customNode([show('show')], { fields });
  const program = flow([call({ fields: Object.entries(values).map(([id, value]) => ({ id, value })) })]);
  const { shown } = await execute(program, { name: 'Ann', n: 3, deep: { a: [1] } }, { customNodes: { twice } });
  expect(shown[0]?.payload.data).toEqual({
    text: 'nobody',
    'given-0': 'Ann',
    count: undefined,
    json: [3],
    part: { a: [1] },
    choice: '{{n}}',
    on: true,
  });
});

test('a required input without a value throws at the caller', async () => {
  const twice = customNode([cap], { fields: [{ type: 'stringTemplate', id: 'n', label: 'Number', required: true }] });
  const { outcome } = await execute(flow([call()]), {}, { customNodes: { twice } });
  expect(outcome.error).toMatchObject({
    nodeId: 'call',
    error: { name: 'TemplateError', message: 'The field Number has no value' },
  });
});

test('the first cap counts; other paths finish without effect on the caller', async () => {
  const twice = customNode([
    set('start', 'answer', '1', 'cap', 'wait'),
    cap,
    node('wait', 'GetValueNode', { keyName: 'k', valuePath: 'answer' }, [['late']]),
    show('late', 'cap'),
  ]);
  const gate = Promise.withResolvers<object>();
  const program = flow([call(), show('after')]);
  const { shown, outcome } = await execute(
    program,
    {},
    {
      customNodes: { twice },
      services: { storage: { get: () => gate.promise } },
      onRun: () => setImmediate(() => setImmediate(() => gate.resolve({}))),
    },
  );
  expect(shown.map(({ nodeId, payload }) => [nodeId, payload.result])).toEqual([
    ['after', 1],
    ['late', undefined],
  ]);
  expect(outcome.status).toBe('succeeded');
});

test('a branching custom node chooses the output of its caller', async () => {
  const branch = node('cap', 'CustomNodeCapNode', { branchIndexTemplate: '{{data.way}}' });
  const fields = [{ type: 'stringTemplate', id: 'way' }];
  const program = flow([
    call({ fields: [{ id: 'way', value: '{{way}}' }] }, [['first'], ['second']]),
    show('first'),
    show('second'),
  ]);
  const goesTo = async (way: string, outputCount: 1 | 2 = 2) => {
    const twice = customNode([branch], { outputCount, fields });
    return (await execute(program, { way }, { customNodes: { twice } })).shown[0]?.nodeId;
  };
  expect(await goesTo('1')).toBe('second');
  expect(await goesTo('0')).toBe('first');
  expect(await goesTo('x')).toBe('first');
  expect(await goesTo('1', 1)).toBe('first');
});

test('without a cap the path of the caller ends there', async () => {
  const twice = customNode([show('inside')]);
  const { shown, outcome } = await execute(flow([call(), show('after')]), {}, { customNodes: { twice } });
  expect(shown.map(({ nodeId }) => nodeId)).toEqual(['inside']);
  expect(outcome.status).toBe('succeeded');
});

test('what is thrown inside is thrown at the node of the caller', async () => {
  const twice = customNode([node('bad', 'AlienNode')]);
  const { outcome } = await execute(flow([call(), show('after')]), { mine: 1 }, { customNodes: { twice } });
  expect(outcome).toMatchObject({
    status: 'failed',
    error: {
      nodeId: 'call',
      nodeType: 'CustomNodeExecuteNode',
      payload: { mine: 1 },
      error: { name: 'UnknownNodeType' },
    },
  });
});

test('a custom node that is not there, or calls itself too deep, throws', async () => {
  const gone = await execute(flow([call()]), {});
  expect(gone.outcome.error?.error.name).toBe('NotFound');
  const twice = customNode([call()]);
  const deep = await execute(flow([call()]), {}, { customNodes: { twice }, limits: { customNodeDepth: 3 } });
  expect(deep.outcome.error?.error).toEqual({
    name: 'LimitExceeded',
    message: 'Custom nodes are nested more than 3 deep',
  });
});
