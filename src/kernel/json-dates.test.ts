import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeviceJson, reviveDates } from './json-dates.ts';
import { maxJsonDepth } from './json-depth.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('parseDeviceJson', () => {
  it('leaves dates as they were written', () => {
    const text = '{"time":{"$date":"2017-12-03T00:00:42.342Z"},"data":{"t":1}}';
    expect(parseDeviceJson(text)).toStrictEqual({ time: { $date: '2017-12-03T00:00:42.342Z' }, data: { t: 1 } });
  });

  it.each(['', 'hello', '{"a":}', '[1,]', "{'a':1}", '{"a":1}x', 'NaN'])('refuses %j, naming the field', (text) => {
    expect(() => parseDeviceJson(text, 'payload')).toThrow(
      expect.objectContaining({ type: 'Validation', message: 'payload is not valid JSON' }),
    );
  });

  it('takes 64 levels and refuses the 65th, however deep the rest is', () => {
    for (const make of [nested, nestedObjects]) {
      expect(JSON.stringify(parseDeviceJson(make(maxJsonDepth)))).toBe(make(maxJsonDepth));
      for (const levels of [maxJsonDepth + 1, 20_000]) {
        expect(() => parseDeviceJson(make(levels))).toThrow(
          expect.objectContaining({ type: 'Validation', message: 'message is nested deeper than 64 levels' }),
        );
      }
    }
  });

  it.each([
    ['{"__proto__":{"polluted":true},"a":1}', { a: 1 }],
    ['{"\\u005f_proto__":{"polluted":true},"a":1}', { a: 1 }],
    ['[{"b":{"__proto__":null,"c":2}}]', [{ b: { c: 2 } }]],
    ['{"__proto__":5}', {}],
  ])('leaves the key __proto__ out: %s', (text, expected) => {
    const value = parseDeviceJson(text);
    expect(value).toStrictEqual(expected);
    expect(Object.assign({}, value)).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        if (!text.includes('__proto__')) expect(parseDeviceJson(text)).toStrictEqual(JSON.parse(text));
      }),
    );
  });
});

describe('reviveDates', () => {
  it.each<[string, unknown, unknown]>([
    ['the value itself', { $date: '2017-12-03T00:00:42.342Z' }, '2017-12-03T00:00:42.342Z'],
    ['a time in another zone', { $date: '2017-12-03T01:00:42+01:00' }, '2017-12-03T00:00:42.000Z'],
    ['epoch ms', { $date: 1_512_259_242_342 }, '2017-12-03T00:00:42.342Z'],
    ['inside objects and arrays', { a: [{ b: { $date: '2017-12-03' } }] }, { a: [{ b: '2017-12-03T00:00:00.000Z' }] }],
    ['not a date', { $date: 'soon' }, { $date: 'soon' }],
    ['beyond any date', { $date: 1e300 }, { $date: 1e300 }],
    ['a date of another kind', { $date: null }, { $date: null }],
    ['a date in a date', { $date: { $date: '2017-12-03' } }, { $date: '2017-12-03T00:00:00.000Z' }],
    ['other keys beside it', { $date: '2017-12-03', x: 1 }, { $date: '2017-12-03', x: 1 }],
    ['a string', '2017-12-03', '2017-12-03'],
    ['null', null, null],
  ])('%s', (_case, value, expected) => {
    expect(reviveDates(value)).toStrictEqual(expected);
  });

  it('does not change what it was given', () => {
    const value = Object.freeze({ a: Object.freeze({ $date: '2017-12-03' }) });
    expect(reviveDates(value)).toStrictEqual({ a: '2017-12-03T00:00:00.000Z' });
    expect(value).toStrictEqual({ a: { $date: '2017-12-03' } });
  });

  it('leaves the key __proto__ out', () => {
    const revived = reviveDates(JSON.parse('{"a":{"__proto__":{"polluted":true},"b":1}}'));
    expect(revived).toStrictEqual({ a: { b: 1 } });
    expect((revived as { a: object }).a).not.toHaveProperty('polluted');
  });

  it('takes 64 levels and refuses the 65th, naming the field', () => {
    expect(reviveDates(JSON.parse(nested(maxJsonDepth)))).toStrictEqual(JSON.parse(nested(maxJsonDepth)));
    expect(() => reviveDates(JSON.parse(nested(maxJsonDepth + 1)), 'payload')).toThrow(
      expect.objectContaining({ type: 'Validation', message: 'payload is nested deeper than 64 levels' }),
    );
  });
});

it('tells of every key __proto__ that it leaves out, and of too much nesting however deep', () => {
  let leftOut = 0;
  const count = () => {
    leftOut += 1;
  };
  expect(parseDeviceJson('{"data":{"a":1,"__proto__":2},"__proto__":{}}', 'message', count)).toEqual({
    data: { a: 1 },
  });
  expect(leftOut).toBe(2);
  for (const inner of ['1', '9007199254740993']) {
    const text = `${'['.repeat(100_000)}${inner}${']'.repeat(100_000)}`;
    expect(() => parseDeviceJson(text)).toThrow('message is nested deeper than 64 levels');
  }
});
