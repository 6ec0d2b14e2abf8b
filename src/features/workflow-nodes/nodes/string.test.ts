import { expect, test } from 'vitest';
import { stringNode } from './string.ts';
import { runNode } from './test-bed.ts';

const run = async (method: string, sourceData: string, methodArgs: unknown[] = [], payload = {}) =>
  (await runNode(stringNode, { method, sourceData, methodArgs, resultPath: 'result' }, payload)).payload.result;

test.each<[string, string, string[], unknown]>([
  ['concat', '{{lat}},', ['{{lng}}', '!'], '1,2!'],
  ['replaceAll', 'a b c', [' ', '+'], 'a+b+c'],
  ['replaceAll', 'a.b', ['.', '$&'], 'a$&b'],
  ['replaceAll', 'abc', ['', '-'], 'abc'],
  ['replaceFirst', 'aXbX', ['X', '$1'], 'a$1bX'],
  ['replaceFirst', 'client-7', ['client-', ''], '7'],
  ['split', '1,2', [','], ['1', '2']],
  ['split', 'a𝒳', [''], ['a', '𝒳']],
  ['toLower', 'ÄB', [], 'äb'],
  ['toUpper', 'äb', [], 'ÄB'],
  ['toNumber', ' 1e3 ', [], 1000],
  ['toNumber', 'many', [], null],
  ['toNumber', ' ', [], null],
  ['trim', ' a ', [], 'a'],
  ['trimStart', ' a ', [], 'a '],
  ['trimEnd', ' a ', [], ' a'],
  ['truncate', 'abcdef', ['5', '..'], 'abc..'],
  ['truncate', 'abcdef', ['5'], 'ab...'],
  ['truncate', 'abcdef', ['5', ''], 'abcde'],
  ['truncate', 'abcdef', ['2', '...'], '..'],
  ['truncate', 'abc', ['3', '...'], 'abc'],
  ['pad', 'a', ['4', '-'], '-a--'],
  ['padStart', '7', ['3', '0'], '007'],
  ['padEnd', '7', ['3', ''], '7  '],
  ['indexOf', 'abcabc', ['b'], 1],
  ['indexOf', 'abcabc', ['b', '2'], 4],
  ['indexOf', 'abc', ['x'], -1],
])('%s of %j with %j', async (method, text, args, expected) => {
  expect(await run(method, text, args, { lat: 1, lng: 2 })).toEqual(expected);
});

test('what would be larger than a payload may be is refused before it is made', async () => {
  const text = 'a'.repeat(3_000);
  await expect(run('replaceAll', '{{t}}', ['a', '{{t}}'], { t: text })).rejects.toMatchObject({
    name: 'PayloadTooLarge',
  });
  await expect(run('padStart', 'a', ['1e9'])).rejects.toMatchObject({ name: 'PayloadTooLarge' });
});

test('a required text that renders empty throws', async () => {
  await expect(run('trim', '{{missing}}')).rejects.toMatchObject({ name: 'TemplateError' });
});

test('a length that is none, and a method that there is not, are refused', async () => {
  await expect(run('truncate', 'a', ['x'])).rejects.toThrow('methodArgs[0] is no length: x');
  await expect(run('toString', 'a')).rejects.toThrow('method is not known: toString');
});
