import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rounds } from '../../test/support/rounds.ts';
import { type AttributeType, convertAttributeValue, maxAttributeBytes } from './attribute-value.ts';
import { parseJson } from './json-text.ts';

const types: AttributeType[] = ['string', 'number', 'boolean', 'gps', 'blob'];

describe('convertAttributeValue', () => {
  it.each<[AttributeType, unknown, string | number | boolean]>([
    ['number', 72, 72],
    ['number', '72', 72],
    ['number', ' 72.5\n', 72.5],
    ['number', '-7.5e-3', -0.0075],
    ['number', '+1E3', 1000],
    ['number', '.5', 0.5],
    ['number', '5.', 5],
    ['number', '007', 7],
    ['number', true, 1],
    ['number', false, 0],
    ['number', -0, 0],
    ['number', '-0', 0],
    ['number', Number.MAX_VALUE, Number.MAX_VALUE],
    ['boolean', true, true],
    ['boolean', false, false],
    ['boolean', 1, true],
    ['boolean', 0, false],
    ['boolean', -0, false],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['boolean', ' True ', true],
    ['boolean', 'FALSE', false],
    ['boolean', '1', true],
    ['boolean', '0', false],
    ['string', 'idle', 'idle'],
    ['string', '', ''],
    ['string', ' kept as it is ', ' kept as it is '],
    ['string', '😀', '😀'],
    ['string', 72.5, '72.5'],
    ['string', -0, '0'],
    ['string', 1e21, '1e+21'],
    ['string', true, 'true'],
    ['gps', '37.33,-122.03', '37.33,-122.03'],
    ['gps', '37°19\'48.0"N 122°01\'48.0"W', '37.33,-122.03'],
    ['gps', '$GPGLL,4916.45,N,12311.12,W,225444,A', '49.2741667,-123.1853333'],
    ['blob', 'aGVsbG8=', 'aGVsbG8='],
  ])('%s from %j', (type, value, expected) => {
    expect(convertAttributeValue(value, type)).toStrictEqual({ ok: true, value: expected });
  });

  it.each<[AttributeType, unknown, string]>([
    ['number', 'warm', 'is not a number'],
    ['number', '', 'is not a number'],
    ['number', '   ', 'is not a number'],
    ['number', '0x48', 'is not a number'],
    ['number', '0b11', 'is not a number'],
    ['number', '1,5', 'is not a number'],
    ['number', '7 2', 'is not a number'],
    ['number', 'Infinity', 'is not a number'],
    ['number', 'NaN', 'is not a number'],
    ['number', '1e999', 'is a number beyond what can be kept'],
    [
      'number',
      '9007199254740993',
      'is an integer of more digits than a number attribute keeps; a string attribute keeps them',
    ],
    ['number', parseJson('1e400'), 'is a number beyond what can be kept'],
    ['number', '1e-400', 'is a number beyond what can be kept'],
    ['number', parseJson('-1e-400'), 'is a number beyond what can be kept'],
    ['boolean', parseJson('9007199254740993'), 'is not true or false'],
    ['number', '.', 'is not a number'],
    ['number', 'e5', 'is not a number'],
    ['number', '1_000', 'is not a number'],
    ['number', Number.NaN, 'is not a finite number'],
    ['number', Number.POSITIVE_INFINITY, 'is not a finite number'],
    ['string', Number.NEGATIVE_INFINITY, 'is not a finite number'],
    ['boolean', 2, 'is not true or false'],
    ['boolean', 0.5, 'is not true or false'],
    ['boolean', 'yes', 'is not true or false'],
    ['boolean', '', 'is not true or false'],
    ['string', 'a\0b', 'contains the character U+0000'],
    ['string', 'a\ud800b', 'contains half of a surrogate pair'],
    ['blob', '\udc00', 'contains half of a surrogate pair'],
    ['blob', 5, 'is not a string'],
    ['blob', true, 'is not a string'],
    ['gps', 37.33, 'is not a position (decimal degrees, degrees-minutes-seconds, $GPGLL or $GPGGA)'],
    ['gps', 'here', 'is not a position (decimal degrees, degrees-minutes-seconds, $GPGLL or $GPGGA)'],
    ['number', null, 'is not a string, number or boolean'],
    ['string', { a: 1 }, 'is not a string, number or boolean'],
    ['string', ['a'], 'is not a string, number or boolean'],
    ['string', undefined, 'is not a string, number or boolean'],
    ['number', 5n, 'is not a string, number or boolean'],
  ])('refuses %s from %o', (type, value, reason) => {
    expect(convertAttributeValue(value, type)).toStrictEqual({ ok: false, reason });
  });

  it.each([
    ['ASCII', 'a', 1],
    ['two-byte', 'é', 2],
    ['three-byte', '€', 3],
    ['four-byte', '😀', 4],
  ])('limits strings by their bytes in UTF-8: %s characters', (_case, character, bytes) => {
    const fits = character.repeat(Math.floor(maxAttributeBytes / bytes));
    for (const type of ['string', 'blob'] as const) {
      expect(convertAttributeValue(fits, type)).toStrictEqual({ ok: true, value: fits });
      expect(convertAttributeValue(fits + character, type)).toStrictEqual({
        ok: false,
        reason: 'is longer than 64 KiB',
      });
    }
  });

  it('gives a converted value again when it is converted again, and never throws', () => {
    const reported = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withObjectString: true }),
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.double().map(String),
      fc.constantFrom('true', ' FALSE', '1', '0', '37.33, +122.03', '37°19\'48.0"N 122°01\'48.0"W'),
    );
    fc.assert(
      fc.property(reported, fc.constantFrom(...types), (value, type) => {
        const first = convertAttributeValue(value, type);
        if (first.ok) expect(convertAttributeValue(first.value, type)).toStrictEqual(first);
        else expect(first.reason).toMatch(/^(is|contains) /);
      }),
      { numRuns: rounds(200, 5000) },
    );
  });

  it('reads numbers and booleans back from what it writes as strings', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => ['number', number + 0] as const),
      fc.boolean().map((boolean) => ['boolean', boolean] as const),
    );
    fc.assert(
      fc.property(value, ([type, original]) => {
        const text = convertAttributeValue(original, 'string');
        expect(text.ok && convertAttributeValue(text.value, type)).toStrictEqual({ ok: true, value: original });
      }),
    );
  });
});
