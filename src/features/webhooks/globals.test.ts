import { expect, it } from 'vitest';
import { parseJson } from '../../kernel/json-text.ts';
import { fillGlobals, refersToGlobals } from './globals.ts';

const globals = new Map<string, unknown>([
  ['code', 'open {{globals.port}}'],
  ['port', 8080],
  ['exact', parseJson('12345678901234567890')],
  ['deep', { inner: { key: 'yes' }, list: [1] }],
  ['none', null],
]);

it.each<[string, string | undefined]>([
  ['plain', 'plain'],
  // What a global holds is no template again.
  ['{{globals.code}}', 'open {{globals.port}}'],
  ['{{ globals.port }}/{{{globals.port}}}', '8080/8080'],
  ['{{globals.exact}}', '12345678901234567890'],
  ['{{globals.deep.inner.key}}', 'yes'],
  ['{{globals.deep.list}}', '[1]'],
  ['{{globals.deep.toString}}', undefined],
  ['{{globals.none}}', undefined],
  ['a{{globals.nowhere}}', undefined],
  ['{{data.x}}', '{{data.x}}'],
])('fills %j with what the application has', (text, expected) => {
  expect(fillGlobals(text, globals)).toBe(expected);
  expect(refersToGlobals(text)).toBe(text.includes('{{globals.') || text.includes('{{ globals.'));
});
