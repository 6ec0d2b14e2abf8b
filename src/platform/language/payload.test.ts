import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseJson } from '../../kernel/json-text.ts';
import { copyPayload, decodePayload, encodePayload, fitsPayload, payloadBytes } from './index.ts';

const anyPayload = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 0 }),
    fc.date({ noInvalidDate: false }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('$date', '$$date', '__proto__')),
      tie('value'),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).value;

it('copies deeply, Dates and numbers of many digits included', () => {
  fc.assert(
    fc.property(anyPayload, (value) => {
      expect(copyPayload(value)).toEqual(value);
    }),
  );
  const payload = {
    at: new Date(1),
    list: [{ a: 1 }],
    exact: parseJson('12345678901234567890'),
    none: undefined,
    f: () => 1,
  };
  const copy = copyPayload(payload);
  expect(copy).toEqual({ at: new Date(1), list: [{ a: 1 }], exact: payload.exact, none: undefined });
  expect(copy.at).not.toBe(payload.at);
  expect(copy.list[0]).not.toBe(payload.list[0]);
});

it('encodes as JSON text and back, Dates included, whatever the keys are', () => {
  fc.assert(
    fc.property(anyPayload, (value) => {
      expect(decodePayload(encodePayload(value))).toEqual(JSON.parse(JSON.stringify([value])) && normal(value));
    }),
  );
  expect(encodePayload({ a: 1 })).toBe('{"a":1}');
  expect(decodePayload(encodePayload({ $date: '2020-01-01T00:00:00Z' }))).toEqual({ $date: '2020-01-01T00:00:00Z' });
  expect(decodePayload(encodePayload(undefined))).toBeNull();
});

it('keeps the digits of numbers on the way through texts', () => {
  const payload = { at: new Date(1), list: [parseJson('9007199254740993'), parseJson('3.14159265358979323846')] };
  const text = '{"at":{"$date":"1970-01-01T00:00:00.001Z"},"list":[9007199254740993,3.14159265358979323846]}';
  expect(encodePayload(payload)).toBe(text);
  expect(encodePayload(decodePayload(text))).toBe(text);
});

/** -0 is 0 in JSON. */
function normal(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
}

it('counts the bytes that JSON takes, and stops beyond the limit', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      const counted = payloadBytes(value, 1e9);
      expect(counted).toBeGreaterThanOrEqual(bytes);
      expect(counted).toBeLessThanOrEqual(bytes * 6 + 2);
    }),
  );
  expect(payloadBytes({ a: 'é', b: [1, 2.5], c: null }, 1e9)).toBe(
    Buffer.byteLength('{"a":"é","b":[1,2.5],"c":null}') + 1,
  );
  const endless: unknown[] = [];
  for (let doubling = 0, list = endless; doubling < 60; doubling += 1) {
    const inner: unknown[] = [];
    list.push(inner, inner);
    list = inner;
  }
  expect(payloadBytes(endless, 5_000_000)).toBeGreaterThan(5_000_000);
  expect(fitsPayload(endless, 5_000_000)).toBe(false);
});

it('refuses what contains itself', () => {
  const payload: Record<string, unknown> = {};
  payload.self = payload;
  for (const work of [() => copyPayload(payload), () => payloadBytes(payload, 1e12), () => encodePayload(payload)])
    expect(work).toThrow(RangeError);
});

it('says what fits as it counts', () => {
  fc.assert(
    fc.property(anyPayload, fc.nat({ max: 400 }), (value, atMost) => {
      expect(fitsPayload(value, atMost)).toBe(payloadBytes(value, atMost) <= atMost);
    }),
  );
});
