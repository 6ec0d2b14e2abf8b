import { expect, it } from 'vitest';
import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { isAbout, judge, type ThresholdCondition } from './conditions.ts';
import { findTurns } from './excursions.ts';

const hot: ThresholdCondition = { kind: 'threshold', attribute: 't', operator: 'above', limit: 80, clearLimit: 70 };
const turns = (values: readonly AttributeValue[], { holdMs = 0, now = 1e9 } = {}, condition = hot) =>
  findTurns(
    values.map((value, index) => ({ time: index * 10, value })),
    condition,
    { holdMs, now },
  ).map(({ to, at, value }) => [to, at, value]);

it('leaves what lies between the two limits as it was', () => {
  expect(turns([75, 80, 81, 75, 90, 71])).toEqual([['beyond', 20, 81]]);
  expect(turns([81, 70])).toEqual([
    ['beyond', 0, 81],
    ['clear', 10, 70],
  ]);
});

it.each([
  ['above', 5, 5, 'clear'],
  ['above', 5, 5.1, 'beyond'],
  ['below', 5, 5, 'clear'],
  ['below', 5, 4, 'beyond'],
  ['equals', true, true, 'beyond'],
  ['equals', 'open', 'shut', 'clear'],
  ['notEquals', 'ok', 'ok', 'clear'],
  ['notEquals', 'ok', 'broken', 'beyond'],
  ['above', 5, 'six', undefined],
  ['notEquals', 5, '5', undefined],
] as const)('judges %s %s: %s is %s', (operator, limit, value, verdict) => {
  expect(judge({ kind: 'threshold', attribute: 'a', operator, limit, clearLimit: limit }, value)).toBe(verdict);
});

it('leaves out excursions within the readings that were too short', () => {
  expect(turns([60, 90, 60, 60, 90], { holdMs: 11 })).toEqual([
    ['clear', 0, 60],
    ['beyond', 40, 90],
  ]);
  expect(turns([60, 90, 90, 60], { holdMs: 20 })).toEqual([
    ['clear', 0, 60],
    ['beyond', 10, 90],
    ['clear', 30, 60],
  ]);
  // What the first reading goes on from is not known: its end is kept, whatever its length.
  expect(turns([90, 60], { holdMs: 1000 })).toHaveLength(2);
});

it('has a bound, and never takes a clock that is ahead at its word', () => {
  const many = turns(Array.from({ length: 101 }, (_, index) => (index % 2 === 0 ? 90 : 60)));
  expect(many).toEqual([
    ['beyond', 0, 90],
    ['clear', 10, 60],
    ['beyond', 1000, 90],
  ]);
  expect(turns(Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 90 : 60)))).toHaveLength(4);
  expect(turns([60, 90], { now: 5 })).toEqual([
    ['clear', 0, 60],
    ['beyond', 5, 90],
  ]);
});

it('is about one device, those with a tag, or all', () => {
  const device = { deviceId: 'a', tags: [{ key: 'hall', value: '7' }] };
  expect(isAbout({ deviceId: 'a', deviceTags: [] }, device)).toBe(true);
  expect(isAbout({ deviceId: 'b', deviceTags: [] }, device)).toBe(false);
  expect(isAbout({ deviceId: null, deviceTags: [{ key: 'hall' }] }, device)).toBe(true);
  expect(isAbout({ deviceId: null, deviceTags: [{ key: 'hall', value: '8' }] }, device)).toBe(false);
  expect(isAbout({ deviceId: null, deviceTags: [] }, device)).toBe(true);
});
