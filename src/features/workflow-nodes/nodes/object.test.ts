import { expect, test } from 'vitest';
import { objectNode } from './object.ts';
import { runNode } from './test-bed.ts';

const run = async (source: unknown, ...operations: Record<string, unknown>[]) =>
  (
    await runNode(
      objectNode,
      { sourcePath: 'it', destPath: 'it', operations },
      { it: source, more: { b: 2 }, names: ['a'] },
    )
  ).payload;

test.each<[unknown, Record<string, unknown>, unknown]>([
  [{ a: 1 }, { type: 'assign', inputTemplate: '{{more}}' }, { a: 1, b: 2 }],
  [undefined, { type: 'assign', inputTemplate: '{ {{jsonEncode names.[0]}}: {{more.b}} }' }, { a: 2 }],
  [{ a: { b: 1, c: 1 } }, { type: 'assign', inputTemplate: '{"a": {"b": 2}}' }, { a: { b: 2 } }],
  [
    { a: { b: 1, c: [1, 2] } },
    { type: 'mergeDeep', inputTemplate: '{"a": {"b": 2, "c": [3]}}' },
    { a: { b: 2, c: [3, 2] } },
  ],
  [
    { a: 1, b: 2 },
    { type: 'mergeDeep', inputTemplate: '{{missing}}' },
    { a: 1, b: 2 },
  ],
  [{ a: 1, b: 2 }, { type: 'pick', inputTemplate: '{{names}}' }, { a: 1 }],
  [
    { a: 1, b: 2, c: 3 },
    { type: 'pick', inputTemplate: '["a", "c", "constructor"]' },
    { a: 1, c: 3 },
  ],
  [{ a: 1, b: 2, c: 3 }, { type: 'omit', inputTemplate: 'a, b' }, { c: 3 }],
  [['x', 'y'], { type: 'zipObject', inputTemplate: '[1, 2]' }, { x: 1, y: 2 }],
  [{ a: 1 }, { type: 'zipObject', inputTemplate: '[["b"], [2]]' }, { a: 1, b: 2 }],
])('%j changed by %j is %j', async (source, operation, expected) => {
  expect((await run(source, operation)).it).toEqual(expected);
});

test.each<[unknown, Record<string, unknown>, unknown]>([
  [{ b: 1, a: 2 }, { type: 'keys' }, ['b', 'a']],
  [{ b: 1, a: 2 }, { type: 'values' }, [1, 2]],
  [{ b: 1 }, { type: 'entries' }, [['b', 1]]],
  [[['a', 1]], { type: 'fromPairs' }, { a: 1 }],
  [{}, { type: 'fromPairs', inputTemplate: '[["a", {"b": 1}]]' }, { a: { b: 1 } }],
])('of %j the operation %j puts %j at its output path', async (source, operation, expected) => {
  const payload = await run(source, { ...operation, outputPath: 'out' });
  expect(payload).toMatchObject({ out: expected, it: source });
});

test('operations are chained, and change nothing but what is at their paths', async () => {
  const config = {
    sourcePath: 'a',
    destPath: 'b',
    operations: [
      { type: 'assign', inputTemplate: '{"y": 2}' },
      { type: 'omit', inputTemplate: '["x"]' },
      { type: 'keys', outputPath: 'keys' },
    ],
  };
  const { payload } = await runNode(objectNode, config, { a: { x: 1 } });
  expect(payload).toEqual({ a: { x: 1 }, b: { y: 2 }, keys: ['y'] });
});

test('a name __proto__ is a name', async () => {
  const { it } = await run({}, { type: 'mergeDeep', inputTemplate: '{"__proto__": {"polluted": true}}' });
  expect(Object.getOwnPropertyNames(it)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each<[unknown, Record<string, unknown>, string]>([
  ['text', { type: 'keys' }, 'What is at sourcePath is no object'],
  [{}, { type: 'assign', inputTemplate: '{"a": }' }, 'inputTemplate is no JSON'],
  [{}, { type: 'assign', inputTemplate: '[1]' }, 'assign needs an object'],
  [{}, { type: 'toString' }, 'operations have no type toString'],
  [{}, { type: 'fromPairs' }, 'fromPairs needs an array'],
])('%j with %j is refused', async (source, operation, message) => {
  await expect(run(source, operation)).rejects.toThrow(message);
});
