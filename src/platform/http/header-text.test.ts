import { expect, it } from 'vitest';
import { readHeaderText } from './header-text.ts';

const sent = (bytes: Buffer): string => bytes.toString('latin1');

it.each([
  ['ASCII', Buffer.from('v1.2'), 'v1.2'],
  ['nothing', Buffer.from(''), ''],
  ['UTF-8', Buffer.from('v\u00e9 \u6e2c \u{1f600}'), 'v\u00e9 \u6e2c \u{1f600}'],
  ['Latin-1', Buffer.from([0x76, 0xe9]), 'v\u00e9'],
  ['a surrogate, which is no UTF-8', Buffer.from([0xed, 0xa0, 0x80]), '\u00ed\u00a0\u0080'],
  ['an overlong form, which is no UTF-8', Buffer.from([0xc0, 0xaf]), '\u00c0\u00af'],
])('reads %s', (_what, bytes, text) => {
  expect(readHeaderText(sent(bytes))).toBe(text);
});
