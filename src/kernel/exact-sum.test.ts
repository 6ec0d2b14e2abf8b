import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { exactSum, negate, readExactNumber } from './exact-sum.ts';
import { parseJson } from './json-text.ts';

const numberOf = (text: string) => parseJson(text) as number;
const textOf = (value: unknown) => JSON.stringify(value);

it('adds integers of any size to the last digit', () => {
  const integer = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  const small = fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n });
  fc.assert(
    fc.property(fc.oneof(integer, small), fc.oneof(integer, small), (a, b) => {
      const sum = exactSum(numberOf(String(a)), numberOf(String(b)));
      // A double may be written as 1e+22.
      expect(BigInt(typeof sum === 'number' ? sum : textOf(sum))).toBe(a + b);
    }),
  );
});

test.each([
  ['0.1', '0.2', '0.30000000000000004'],
  ['9007199254740993', '-1', '9007199254740992'],
  ['9007199254740991', '2', '9007199254740993'],
  ['9007199254740993.0e0', '1', '9007199254740994'],
  ['1e300', '0.5', '1e+300'],
  ['9007199254740993', '0.5', undefined],
])('%s + %s is %s', (a, b, sum) => {
  expect(textOf(exactSum(numberOf(a), numberOf(b)))).toBe(sum);
});

test.each([
  ['12', '12'],
  [' -0.5 ', '-0.5'],
  ['9007199254740993', '9007199254740993'],
  ['+0009007199254740993', '9007199254740993'],
  ['-9007199254740993', '-9007199254740993'],
  ['90071992547409930e-1', '9007199254740993'],
  ['0x20000000000001', '9007199254740993'],
  ['9007199254740992', '9007199254740992'],
  ['1e23', '1e+23'],
  ['1e400', undefined],
  ['', undefined],
  ['many', undefined],
])('%j is read as %s', (text, number) => {
  expect(textOf(readExactNumber(text))).toBe(number);
});

it('changes the sign of a number without losing digits', () => {
  expect(textOf(['5', '9007199254740993', '-9007199254740993'].map((text) => negate(numberOf(text))))).toBe(
    '[-5,-9007199254740993,9007199254740993]',
  );
});
