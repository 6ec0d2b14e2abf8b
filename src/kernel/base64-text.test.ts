import { expect, it } from 'vitest';
import { decodeBase64Text } from './base64-text.ts';

it.each([
  ['YWJj', { text: 'abc' }],
  ['w7_D\nvg==', { text: 'ÿþ' }],
  ['77u/YQ==', { text: '\ufeffa' }],
  ['', { text: '' }],
  ['a*b', { problem: 'is no base64' }],
  ['//79', { problem: 'is the base64 of bytes that are no UTF-8' }],
  ['4oI=', { problem: 'is the base64 of bytes that are no UTF-8' }],
])('reads %j as %j', (base64, expected) => {
  expect(decodeBase64Text(base64)).toEqual(expected);
});
