import { expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { checkObjectKey, checkPrefix } from './object-key.ts';

it.each([
  ['a', ['a']],
  ['plant/2017-12-03T00:00:00.000Z/x.csv', ['plant', '2017-12-03T00:00:00.000Z', 'x.csv']],
  ['…/..a/b../.c', ['…', '..a', 'b..', '.c']],
  ['Werk 🦊/ümläut', ['Werk 🦊', 'ümläut']],
])('takes %j', (key, steps) => {
  expect(checkObjectKey(key)).toEqual(steps);
});

const refused = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../a',
  'a/../b',
  'a/./b',
  'a\0b',
  'a\nb',
  '\ud800',
  'é'.repeat(513),
];

it.each(refused)('refuses %j', (key) => {
  expect(() => checkObjectKey(key)).toThrow(AppError);
  expect(() => checkObjectKey(key)).toThrow(/^key must/);
});

it('takes a prefix that ends inside a name, and refuses one that leads out', () => {
  expect(checkPrefix('')).toEqual([]);
  expect(checkPrefix('pla')).toEqual([]);
  expect(checkPrefix('plant/')).toEqual(['plant']);
  expect(checkPrefix('plant/one/2017-')).toEqual(['plant', 'one']);
  for (const prefix of ['../', '/etc/', 'a//b', 'a/../b']) expect(() => checkPrefix(prefix)).toThrow(/^key must/);
});
