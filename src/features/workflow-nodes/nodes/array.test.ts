import { expect, test } from 'vitest';
import { arrayNode } from './array.ts';
import { runNode } from './test-bed.ts';

type Rule = Record<string, unknown>;

async function apply(list: unknown, ...rules: Rule[]) {
  const { payload } = await runNode(arrayNode, { sourceArrayPath: 'list', rules }, { list, one: 1, some: [8, 9] });
  return payload;
}

test.each<[unknown, Rule, unknown]>([
  [[1], { type: 'push', inputTemplate: '{{some}}' }, [1, [8, 9]]],
  [[1], { type: 'push', inputTemplate: '{{one}},{{one}}' }, [1, '1,1']],
  [[1], { type: 'push', inputTemplate: 'text' }, [1, 'text']],
  [undefined, { type: 'push', inputTemplate: '{{one}}' }, [1]],
  ['a𝒳', { type: 'reverse' }, ['𝒳', 'a']],
  [[1], { type: 'unshift', inputTemplate: '{{some}}' }, [[8, 9], 1]],
  [[1], { type: 'concat', inputTemplate: '{{some}}' }, [1, 8, 9]],
  [[2], { type: 'concat', inputTemplate: '{{one}}' }, [2, 1]],
  [[1, 2, 3], { type: 'insertAt', inputTemplate: '{{one}}', indexTemplate: '-1' }, [1, 2, 1, 3]],
  [[1, 2], { type: 'replaceAt', inputTemplate: 'x', indexTemplate: '-2' }, ['x', 2]],
  [[1, 2], { type: 'replaceAt', inputTemplate: 'x', indexTemplate: '2' }, [1, 2]],
  [[1, 2], { type: 'removeAt', indexTemplate: '{{one}}' }, [1]],
  [[1, 2], { type: 'removeAt', indexTemplate: '-3' }, [1, 2]],
  [[0, 1, '', null, 'a', [], false], { type: 'compact' }, [1, 'a', []]],
  [[1, [2, [3, [4]]]], { type: 'flatten' }, [1, 2, 3, 4]],
  [[1, 2, 3], { type: 'reverse' }, [3, 2, 1]],
  [[1, '1', 1, 2], { type: 'deduplicate' }, [1, '1', 2]],
  [[new Date(5), new Date(5)], { type: 'deduplicate' }, [new Date(5)]],
  [[1, 2, 3, 4], { type: 'slice', inputTemplate: '{{one}}', indexTemplate: '-1' }, [2, 3]],
  [[1, 2, 3], { type: 'slice', inputTemplate: '1' }, [2, 3]],
])('%j changed by %j is %j', async (list, rule, expected) => {
  expect((await apply(list, rule)).list).toEqual(expected);
});

const people = [
  { name: 'b', age: 2 },
  { name: 'a', age: 10 },
  { name: 'b', age: 1 },
];

test.each<[unknown[], Rule, unknown]>([
  [[1, 2], { type: 'pop' }, 2],
  [[1, 2], { type: 'shift' }, 1],
  [[], { type: 'pop' }, undefined],
  [[1, 2], { type: 'removeAt', indexTemplate: '0' }, 1],
  [[1, 2], { type: 'replaceAt', indexTemplate: '0', inputTemplate: 'x' }, 1],
  [['1', 1], { type: 'indexOf', inputTemplate: '{{one}}' }, 1],
  [['1', 2], { type: 'indexOf', inputTemplate: '{{one}}' }, -1],
  [[1, 2, 3], { type: 'lookupAt', indexTemplate: '-1' }, 3],
  [[1], { type: 'lookupAt', indexTemplate: '7' }, undefined],
  [[1, 2], { type: 'length' }, 2],
  [[1, '2', 'x', null], { type: 'sum' }, 3],
  [
    [5, 6, 7],
    { type: 'filter', inputTemplate: '{{value}} > 5 && {{index}} < {{length array}} - {{payload.one}}' },
    [6],
  ],
  [[10, 9, 'b', 'a', null, 1], { type: 'sort' }, [1, 9, 10, 'a', 'b', null]],
  [[1, 3, 2], { type: 'sort', order: 'descending' }, [3, 2, 1]],
  [people, { type: 'sortBy', inputTemplate: 'age' }, [people[2], people[0], people[1]]],
  [people, { type: 'groupBy', inputTemplate: 'name' }, { a: [people[1]], b: [people[0], people[2]] }],
  [people, { type: 'keyBy', inputTemplate: 'name' }, { a: people[1], b: people[2] }],
  [people, { type: 'deduplicateBy', inputTemplate: 'name' }, [people[0], people[1]]],
  [[{}], { type: 'keyBy', inputTemplate: 'constructor' }, { undefined: {} }],
])('of %j the rule %j puts %j at its output path', async (list, rule, expected) => {
  expect((await apply(list, { ...rule, outputPath: 'out' })).out).toEqual(expected);
});

test('rules follow one another; the array goes to its destination, the source stays', async () => {
  const config = {
    sourceArrayPath: 'list',
    destArrayPath: 'working.list',
    rules: [
      { type: 'pop', outputPath: 'working.last' },
      { type: 'push', inputTemplate: '{{working.last.n}}' },
    ],
  };
  const { payload } = await runNode(arrayNode, config, { list: [1, { n: 2 }] });
  expect(payload).toEqual({ list: [1, { n: 2 }], working: { last: { n: 2 }, list: [1, 2] } });
});

test('rules that only read leave the source as it is, and share nothing with it', async () => {
  const payload = await apply('abc', { type: 'length', outputPath: 'out' });
  expect(payload).toMatchObject({ list: 'abc', out: 3 });
  const item = { n: 1 };
  const shared = await apply([item], { type: 'lookupAt', indexTemplate: '0', outputPath: 'out' });
  expect(shared.out).not.toBe(item);
});

test('what is no array, no index, no rule is refused, and so is more than a payload may hold', async () => {
  await expect(apply({ a: 1 }, { type: 'length' })).rejects.toThrow('What is at sourceArrayPath is no array');
  await expect(apply([1], { type: 'removeAt' })).rejects.toThrow('indexTemplate is not an integer');
  await expect(apply([1], { type: 'valueOf' })).rejects.toThrow('rules have no type valueOf');
  const large = ['x'.repeat(3_000_000)];
  const copy = { type: 'slice', outputPath: 'a' };
  const twice = [
    { ...copy, type: 'sort' },
    { type: 'sort', outputPath: 'b' },
  ];
  await expect(apply(large, ...twice)).rejects.toMatchObject({ name: 'PayloadTooLarge' });
});
