import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameValue } from './decimal.ts';
import {
  asNumber,
  containsUnkeepableNumber,
  decodeUtf8,
  findJsonTextFault,
  findLoneSurrogate,
  isExactNumber,
  parseJson,
} from './json-text.ts';

describe('parseJson', () => {
  it.each([
    '9007199254740993',
    '-2882429806056571124',
    '1e400',
    '-1e-400',
    '3.14159265358979323846',
    '9007199254740.993e3',
    '9007199254740993.0',
    '9007199254740992.5',
    '1.0000000000000001',
  ])('keeps %s as it came', (number) => {
    const value = parseJson(`{"a":[${number}]}`) as { a: unknown[] };
    expect(isExactNumber(value.a[0])).toBe(true);
    expect(JSON.stringify(value)).toBe(`{"a":[${number}]}`);
  });

  it.each([
    ['9007199254740992', 2 ** 53],
    ['99999999999999991611392', 1e23],
    ['1E23', 1e23],
    ['0.30000000000000004', 0.1 + 0.2],
    ['0e999', 0],
    ['1.0000000000000000000000', 1],
    ['5e-324', 5e-324],
  ])('makes a number of %s', (text, value) => {
    expect(parseJson(text)).toBe(value);
  });

  it('loses no numeral of sixteen or seventeen digits, wherever its point is', () => {
    const numeral = fc
      .tuple(fc.bigInt({ min: 10n ** 15n, max: 10n ** 17n - 1n }), fc.nat(17), fc.constantFrom('', '0', '00'))
      .map(([digits, point, zeros]) => {
        const text = String(digits);
        const whole = text.slice(0, point) || '0';
        const fraction = `${text.slice(point)}${zeros}`;
        return fraction === '' ? whole : `${whole}.${fraction}`;
      });
    fc.assert(
      fc.property(numeral, (text) => {
        const value = parseJson(text);
        if (isExactNumber(value)) expect(value.rawJSON).toBe(text);
        else expect(isSameValue(text, value as number)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves digits in strings and keys alone', () => {
    const text = '{"9007199254740993":"9007199254740993 \\" 1e400","a\\\\":"9007199254740993\\\\"}';
    expect(parseJson(text)).toStrictEqual(JSON.parse(text));
  });

  it('loses no number of any text, and is otherwise JSON.parse', () => {
    const numeral = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.bigInt({ min: 0n, max: 10n ** 25n }),
        fc.option(fc.nat(10 ** 9)),
        fc.option(fc.integer({ min: -400, max: 400 })),
      )
      .map(
        ([sign, whole, fraction, power]) =>
          `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${power === null ? '' : `e${power}`}`,
      );
    fc.assert(
      fc.property(numeral, (text) => {
        const [, value] = parseJson(`["9", ${text}]`) as unknown[];
        if (isExactNumber(value)) expect(value.rawJSON).toBe(text);
        else expect(isSameValue(text, value as number)).toBe(true);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJson(JSON.stringify(value))).toStrictEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each(['', '{"a', '{"a":"\\', '"9007199254740993', '[9007199254740993', '01'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

it('gives the nearest double for a fraction, and none for an integer that is none', () => {
  expect(asNumber(parseJson('3.14159265358979323846'))).toBe(Math.PI);
  expect(isExactNumber(asNumber(parseJson('9007199254740993')))).toBe(true);
  expect(asNumber('text')).toBe('text');
});

it.each([
  ['[9007199254740993, 3.14159265358979323846]', false],
  ['{"a":{"b":1e400}}', true],
  ['[1e-400]', true],
  [`[${'9'.repeat(401)}]`, true],
  [`[0.${'1'.repeat(401)}]`, true],
])('tells of %.40s whether it can be kept', (text, expected) => {
  expect(containsUnkeepableNumber(parseJson(text))).toBe(expected);
});

it('leaves one byte order mark out, and takes no other bytes than UTF-8', () => {
  expect(decodeUtf8(Buffer.from('\ufeff\ufeffa'))).toBe('\ufeffa');
  expect(() => decodeUtf8(Buffer.from([0xe9]))).toThrow(TypeError);
  // A surrogate in bytes, and an overlong slash.
  expect(() => decodeUtf8(Buffer.from([0xed, 0xa0, 0x80]))).toThrow(TypeError);
  expect(() => decodeUtf8(Buffer.from([0xc0, 0xaf]))).toThrow(TypeError);
});

it.each<[unknown, string | undefined]>([
  ['\ud800', ''],
  [{ a: [{ b: 'x\udfff' }] }, 'a[0].b'],
  [{ 'a\ud800': 1 }, ''],
  [['😀', { ö: null }, 1], undefined],
])('finds half of a surrogate pair in %j', (value, path) => {
  expect(findLoneSurrogate(value)).toBe(path);
});

it.each([
  ['{"a":[9007199254740993,0.1,"😀"]}', undefined],
  ['{', 'must be valid JSON'],
  ['{"a":1e400}', "must not hold a number out of a double's range or of over 400 characters"],
  ['["\\ud800"]', 'must not contain U+0000 or lone surrogates'],
  ['{"\\u0000":1}', 'must not contain U+0000 or lone surrogates'],
])('says what keeps the JSON text %s from being saved', (text, fault) => {
  expect(findJsonTextFault(text)).toBe(fault);
});
