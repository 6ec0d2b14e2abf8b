import { expect, it } from 'vitest';
import { aggregate, takesFrom } from './aggregate.ts';

const values = [
  { t: 20, v: 4 },
  { t: 10, v: 1 },
  { t: 30, v: 7 },
  { t: 25, v: 2 },
];

it('computes one value of one value of each child', () => {
  const results = (['FIRST', 'LAST', 'COUNT', 'MAX', 'MIN', 'MEDIAN', 'MEAN', 'SUM'] as const).map((name) =>
    aggregate(name, values, 'number'),
  );
  expect(results).toEqual([1, 7, 4, 7, 1, 3, 3.5, 14]);
  expect(aggregate('STD_DEV', values, 'number')).toBeCloseTo(Math.sqrt(5.25), 12);
  expect(aggregate('MEDIAN', values.slice(0, 3), 'number')).toBe(4);
});

it('returns the type of the system attribute, or nothing where that is not possible', () => {
  expect(aggregate('SUM', values, 'string')).toBe('14');
  expect(aggregate('LAST', [{ t: 1, v: '1.5,2.5' }], 'gps')).toBe('1.5,2.5');
  expect(aggregate('SUM', values, 'gps')).toBeUndefined();
  expect(
    aggregate(
      'MAX',
      [
        { t: 1, v: true },
        { t: 2, v: false },
      ],
      'boolean',
    ),
  ).toBe(true);
});

it('leaves out what is no number, and is silent without values or without an aggregation', () => {
  expect(
    aggregate(
      'SUM',
      [
        { t: 1, v: 'warm' },
        { t: 2, v: '3' },
        { t: 3, v: true },
      ],
      'number',
    ),
  ).toBe(4);
  expect(aggregate('COUNT', [{ t: 1, v: 'warm' }], 'number')).toBe(1);
  expect(aggregate('MEAN', [{ t: 1, v: 'warm' }], 'number')).toBeUndefined();
  expect(aggregate('COUNT', [], 'number')).toBeUndefined();
  expect(aggregate(undefined, values, 'number')).toBeUndefined();
});

it('takes from all children, from those listed, or from all but those', () => {
  const child = { id: 'a1', tags: [{ key: 'floor', value: '2' }] };
  const from = (mode: 'all' | 'whitelist' | 'blacklist', rest: object = {}) =>
    takesFrom(child, { name: 'x', mode, ...rest });
  expect(from('all')).toBe(true);
  expect([from('whitelist'), from('whitelist', { deviceIds: ['A1'] })]).toEqual([false, true]);
  expect(from('whitelist', { deviceTags: [{ key: 'floor' }] })).toBe(true);
  expect(from('whitelist', { deviceTags: [{ key: 'floor', value: '3' }] })).toBe(false);
  expect([from('blacklist'), from('blacklist', { deviceIds: ['a1'] })]).toEqual([true, false]);
});
