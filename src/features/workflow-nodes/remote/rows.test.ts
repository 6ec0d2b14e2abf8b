import { expect, it } from 'vitest';
import { Rows, toPlain } from './rows.ts';

it('makes of what databases have what payloads hold', () => {
  const time = new Date(0);
  expect(
    toPlain({ a: 1n, b: 2n ** 60n, time, bytes: Buffer.from('x'), none: undefined, list: [{ deep: null }], text: 'x' }),
  ).toEqual({ a: 1, b: '1152921504606846976', time, bytes: 'eA==', none: null, list: [{ deep: null }], text: 'x' });
});

it('gathers no more than a payload can hold', () => {
  const rows = new Rows();
  for (let index = 0; index < 5; index += 1) rows.add({ text: 'x'.repeat(1_000_000) });
  expect(() => rows.add({ text: 'x'.repeat(1_000_000) })).toThrow('larger than 5242880 bytes');
  expect(() => toPlain(JSON.parse('['.repeat(200) + ']'.repeat(200)))).toThrow('levels');
});
