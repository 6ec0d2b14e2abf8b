import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathError, parsePath, readPath, removePath, writePath } from './index.ts';

describe('reading a payload path', () => {
  const payload = {
    data: { temp: 21, 'my key': { a: [1, { b: 2 }] }, list: ['x', ['y']], text: 'héllo', 7: 'seven' },
    time: new Date(0),
    nothing: null,
  };

  it.each([
    ['data.temp', 21],
    [' data.temp ', 21],
    ['data.[my key].a.[1].b', 2],
    ['data.my key.a.[0]', 1],
    ['data.list.[1].[0]', 'y'],
    ['data.list.length', 2],
    ['data.text.length', 5],
    ['data.text.[1]', 'é'],
    ['data.7', 'seven'],
    ['data.[7]', 'seven'],
    ['data.list.[9]', undefined],
    ['data.list.[-1]', undefined],
    ['data.temp.x.y', undefined],
    ['nothing.x', undefined],
    ['time.getTime', undefined],
    ['data.toString', undefined],
    ['data.list.push', undefined],
    ['', undefined],
    ['  ', undefined],
  ])('%s', (path, value) => {
    expect(readPath(payload, path)).toEqual(value);
  });

  it('gives the whole payload at .', () => {
    expect(readPath(payload, '.')).toBe(payload);
    expect(readPath('text', ' . ')).toBe('text');
    expect(parsePath('')).toBeUndefined();
  });
});

it.each([
  'a..b',
  '.a',
  'a.',
  'a.[b',
  'a]b',
  'a[0]',
  'a. .b',
  '{{a}}.b',
  'a.__proto__.b',
  'constructor',
  'a.[prototype]',
  'a.[2000000]',
])('refuses the path %s', (path) => {
  expect(() => parsePath(path)).toThrow(PathError);
});

describe('writing to a payload path', () => {
  const written = (path: string, value: unknown, payload: Record<string, unknown> = {}) => {
    writePath(payload, path, value);
    return payload;
  };

  it('makes what is missing, arrays before [n] and objects before names', () => {
    expect(written('a.b.c', 1)).toEqual({ a: { b: { c: 1 } } });
    expect(written('a.[1].[0].b', 1)).toEqual({ a: [undefined, [{ b: 1 }]] });
    expect(written('a.1.b', 1)).toEqual({ a: { 1: { b: 1 } } });
    expect(written('a.[x y]', 1)).toEqual({ a: { 'x y': 1 } });
  });

  it('replaces a primitive in the way, and keeps what is an object', () => {
    for (const value of [1, 'text', null, true, new Date(0)])
      expect(written('a.b', 1, { a: value })).toEqual({ a: { b: 1 } });
    expect(written('a.c', 2, { a: { b: 1 } })).toEqual({ a: { b: 1, c: 2 } });
    expect(written('a.[0]', 2, { a: { b: 1 } })).toEqual({ a: { b: 1, 0: 2 } });
    expect(written('a.[0]', 2, { a: [1, 1] })).toEqual({ a: [2, 1] });
  });

  it('replaces the whole payload at . by an object', () => {
    const payload: Record<string, unknown> = { a: 1, b: { c: 2 } };
    expect(written('.', payload.b, payload)).toEqual({ c: 2 });
    expect(written('.', payload, payload)).toEqual({ c: 2 });
    for (const value of [1, null, [1], new Date(0), undefined]) expect(() => written('.', value)).toThrow(PathError);
  });

  it('does nothing for a path that is not set, and refuses names in arrays', () => {
    expect(written('', 1, { a: 1 })).toEqual({ a: 1 });
    expect(() => written('a.b', 1, { a: [1] })).toThrow('is an array');
  });

  it('reads back what it wrote, and removes it again', () => {
    const step = fc.oneof(
      fc.string({ minLength: 1, maxLength: 5 }).map((name) => `[k${name.replaceAll(/[\\\]]/g, '_')}]`),
      fc.constantFrom('a', 'b', 'c-d', '3'),
      fc.nat({ max: 4 }).map((index) => `[${index}]`),
    );
    const path = fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => `start.${steps.join('.')}`);
    fc.assert(
      fc.property(path, fc.jsonValue(), (text, value) => {
        const payload = {};
        writePath(payload, text, value);
        expect(readPath(payload, text)).toBe(value);
        removePath(payload, text);
        expect(readPath(payload, text)).toBeUndefined();
      }),
    );
  });
});

it('removes what is at a path', () => {
  const payload = { a: { b: 1, c: [1, 2, 3] } };
  removePath(payload, 'a.b');
  removePath(payload, 'a.c.[0]');
  removePath(payload, 'a.x.y');
  removePath(payload, '');
  expect(payload).toEqual({ a: { c: [2, 3] } });
  removePath(payload, '.');
  expect(payload).toEqual({});
});

it('reaches no prototype, also by keys that a payload has', () => {
  const payload = JSON.parse('{"__proto__": {"x": 1}, "constructor": {"y": 2}, "a": {}}') as Record<string, unknown>;
  expect(() => readPath(payload, '__proto__.x')).toThrow(PathError);
  expect(() => writePath(payload, 'a.constructor.prototype.z', 1)).toThrow(PathError);
  const copy: Record<string, unknown> = {};
  writePath(copy, '.', payload);
  expect(Object.keys(copy)).toEqual(['__proto__', 'constructor', 'a']);
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
