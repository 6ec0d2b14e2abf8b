import { expect, test } from 'vitest';
import { execute, flow, node, set, show } from './test-bed.ts';

const source = { loopSourcePath: 'items', currentItemPath: 'item' };
const cap = (config: Record<string, unknown> = {}) => node('cap', 'LoopCapNode', { loopNodeId: 'loop', ...config });

test('turns follow each other, each from what the last cap has left', async () => {
  const program = flow([
    node('loop', 'LoopNode', source, [['after'], ['add']]),
    set('add', 'sum', '{{sum}} + {{item.value}}', 'cap'),
    cap(),
    show('after'),
  ]);
  const { outcome, shown } = await execute(program, { items: [1, 2, 3], sum: 0 });
  expect(shown[0]?.payload).toEqual({ items: [1, 2, 3], sum: 6, item: { value: 3, index: 2, last: true } });
  expect(outcome.status).toBe('succeeded');
});

test('items of arrays, objects, texts and numbers; nothing else has turns', async () => {
  const program = flow([node('loop', 'LoopNode', source, [[], ['show']]), show('show', 'cap'), cap()]);
  const itemsOf = async (items: unknown) =>
    (await execute(program, { items })).shown.map(({ payload }) => payload.item);
  expect(await itemsOf(['a'])).toEqual([{ value: 'a', index: 0, first: true, last: true }]);
  expect(await itemsOf({ x: 1, y: 2 })).toEqual([
    { value: 1, index: 0, key: 'x', first: true },
    { value: 2, index: 1, key: 'y', last: true },
  ]);
  expect(await itemsOf('ab')).toEqual([
    { value: 'a', index: 0, first: true },
    { value: 'b', index: 1, last: true },
  ]);
  expect(await itemsOf(-1.5)).toEqual([{ value: 0, index: 0, first: true, last: true }]);
  for (const nothing of [undefined, null, true, [], {}, '', 0, new Date()]) expect(await itemsOf(nothing)).toEqual([]);
});

test('without a cap a turn changes nothing but the current item', async () => {
  const program = flow([
    node('loop', 'LoopNode', { ...source, mapResultPath: 'mapped' }, [['after'], ['add']]),
    set('add', 'sum', '{{sum}} + 1'),
    show('after'),
  ]);
  const { shown } = await execute(program, { items: ['a', 'b'], sum: 0 });
  expect(shown[0]?.payload).toEqual({
    items: ['a', 'b'],
    sum: 0,
    item: { value: 'b', index: 1, last: true },
    mapped: [undefined, undefined],
  });
});

test('the first cap of a turn counts, and the turn ends with its last path', async () => {
  const program = flow([
    node('loop', 'LoopNode', { ...source, mapResultPath: 'mapped', mapValuePath: 'item.value' }, [
      ['after'],
      ['a', 'b'],
    ]),
    set('a', 'from', "'a'", 'cap'),
    node('b', 'GetValueNode', { keyName: 'k', valuePath: 'v' }, [['late']]),
    set('late', 'from', "'b'", 'cap'),
    cap(),
    show('after'),
  ]);
  const services = { storage: { get: async () => ({}) } };
  const { shown, entered } = await execute(program, { items: [7, 8] }, { services });
  expect(shown[0]?.payload).toMatchObject({ from: 'a', mapped: [7, 8] });
  expect(entered.filter((id) => id === 'late')).toHaveLength(2);
  expect(entered.at(-1)).toBe('after');
});

test('a cap may end the loop, and say what its turn is worth', async () => {
  const program = flow([
    node('loop', 'LoopNode', { ...source, mapResultPath: 'items', mapValuePath: 'nothing' }, [['after'], ['if']]),
    node('if', 'ConditionalNode', { expression: '{{item.value}} === 2' }, [['cap'], ['stop']]),
    cap({ mapValuePath: 'item.value' }),
    node('stop', 'LoopCapNode', { loopNodeId: 'loop', shouldBreak: true, mapValuePath: 'item' }),
    show('after'),
  ]);
  const { shown } = await execute(program, { items: [1, 2, 3] });
  expect(shown[0]?.payload.items).toEqual([1, { value: 2, index: 1 }]);
});

test('loops nest', async () => {
  const program = flow([
    node('loop', 'LoopNode', { ...source, mapResultPath: 'table', mapValuePath: 'row' }, [['after'], ['inner']]),
    node(
      'inner',
      'LoopNode',
      { loopSourcePath: 'item.value', currentItemPath: 'cell', mapResultPath: 'row', mapValuePath: 'double' },
      [['cap'], ['twice']],
    ),
    set('twice', 'double', '{{cell.value}} * 2', 'innerCap'),
    node('innerCap', 'LoopCapNode', { loopNodeId: 'inner' }),
    cap(),
    show('after'),
  ]);
  const { shown } = await execute(program, { items: [[1, 2], [3]] });
  expect(shown[0]?.payload.table).toEqual([[2, 4], [6]]);
});

test('parallel: up to five turns at once, each from the payload before; only what is mapped stays', async () => {
  let open = 0;
  let most = 0;
  const services = {
    storage: {
      get: async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return {};
      },
    },
  };
  const program = flow([
    node('loop', 'LoopNode', { ...source, parallel: true, mapResultPath: 'mapped', mapValuePath: 'n' }, [
      ['after'],
      ['get'],
    ]),
    node('get', 'GetValueNode', { keyName: 'k', valuePath: 'v' }, [['add']]),
    set('add', 'n', '{{n}} + {{item.value}}', 'cap'),
    cap({ shouldBreak: true }),
    show('after'),
  ]);
  const { shown } = await execute(program, { items: [1, 2, 3, 4, 5, 6, 7], n: 10 }, { services });
  expect(shown[0]?.payload).toEqual({ items: [1, 2, 3, 4, 5, 6, 7], n: 10, mapped: [11, 12, 13, 14, 15, 16, 17] });
  expect(most).toBe(5);
});

test('what parallel turns throw is raised at the end, at the node that threw', async () => {
  const program = flow([
    node('loop', 'LoopNode', { ...source, parallel: true }, [['after'], ['if']]),
    node('if', 'ConditionalNode', { expression: '{{item.value}} === 1' }, [['show'], ['bad']]),
    node('bad', 'AlienNode'),
    show('show'),
    show('after'),
  ]);
  const { outcome, shown } = await execute(program, { items: [1, 2, 3] });
  expect(shown.map(({ nodeId }) => nodeId)).toEqual(['show', 'show']);
  expect(outcome).toMatchObject({ status: 'failed', error: { nodeId: 'bad', path: ['loop', 'if'] } });
});

test('a loop takes only so many items, and a long one does not keep the thread', async () => {
  const program = flow([node('loop', 'LoopNode', source, [['after'], ['cap']]), cap(), show('after')]);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  const { outcome } = await execute(program, { items: 1e9 }, { limits: { loopTurns: 50_000 } });
  clearInterval(timer);
  expect(outcome).toMatchObject({ status: 'succeeded', nodes: 50_002 });
  expect(turns).toBeGreaterThan(0);
});
