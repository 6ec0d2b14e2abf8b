import fc from 'fast-check';
import { expect, it } from 'vitest';
import { activeAttributes, planAttributes, type StoredAttribute } from './attributes.ts';
import type { Attribute } from './schemas.ts';

const number = (name: string): Attribute => ({ name, dataType: 'number' });
const text = (name: string): Attribute => ({ name, dataType: 'string' });
const keys = (stored: readonly StoredAttribute[]): Record<string, number> =>
  Object.fromEntries(activeAttributes(stored).map(({ name, key }) => [name, key]));

it('gives a changed type a new key, so that the old history is out of reach', () => {
  const first = planAttributes([], [number('a'), number('b')]);
  expect(keys(first)).toEqual({ a: 1, b: 2 });
  const retyped = planAttributes(first, [text('a'), number('b')]);
  expect(keys(retyped)).toEqual({ a: 3, b: 2 });
  expect(keys(planAttributes(retyped, [number('a'), number('b')]))).toEqual({ a: 4, b: 2 });
});

it('finds the history of a removed attribute again when it comes back as it was', () => {
  const first = planAttributes([], [number('a'), number('b')]);
  const removed = planAttributes(first, [number('b')]);
  expect(keys(removed)).toEqual({ b: 2 });
  expect(keys(planAttributes(removed, [number('b'), number('a')]))).toEqual({ b: 2, a: 1 });
});

it('refuses a name that stands there twice, and one that no object can hold', () => {
  expect(() => planAttributes([], [number('a'), text('a')])).toThrow('attributes[1].name');
  expect(() => planAttributes([], [number('__proto__')])).toThrow('attributes[0].name');
});

it('never lets a key mean two names or two types, whatever is changed in which order', () => {
  const attributes = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      dataType: fc.constantFrom('number' as const, 'string' as const),
    }),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(fc.array(attributes, { maxLength: 12 }), (history) => {
      const meaning = new Map<number, string>();
      let stored: readonly StoredAttribute[] = [];
      for (const wanted of history) {
        stored = planAttributes(stored, wanted);
        expect(activeAttributes(stored).map(({ name, dataType }) => ({ name, dataType }))).toEqual(wanted);
        for (const { key, name, dataType } of stored) {
          expect(meaning.get(key) ?? `${name} ${dataType}`).toBe(`${name} ${dataType}`);
          meaning.set(key, `${name} ${dataType}`);
        }
      }
    }),
  );
});

it('forgets the oldest of very many attributes that a device has had, and never uses a key again', () => {
  let stored: readonly StoredAttribute[] = [];
  const used = new Set<number>();
  for (let turn = 0; turn < 300; turn++) {
    stored = planAttributes(
      stored,
      Array.from({ length: 10 }, (_, index) => number(`${turn}-${index}`)),
    );
    for (const { key } of activeAttributes(stored)) {
      expect(used.has(key)).toBe(false);
      used.add(key);
    }
    expect(stored.length).toBeLessThanOrEqual(1010);
  }
  // What went lately comes back with its history; what went long ago does not.
  const back = planAttributes(stored, [number('298-0'), number('0-0')]);
  expect(keys(back)).toEqual({ '298-0': 2981, '0-0': 3001 });
});
