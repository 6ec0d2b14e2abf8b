import { expect, it } from 'vitest';
import { intervalEnds, maxMissed, planSystems } from './plan.ts';

it('finds every end of an interval since the last one, once, and at most the newest thousand', () => {
  expect(intervalEnds(60_000, 60_000, 119_999)).toEqual([]);
  expect(intervalEnds(60_000, 60_000, 120_000)).toEqual([120_000]);
  expect(intervalEnds(60_000, 60_000, 250_000)).toEqual([120_000, 180_000, 240_000]);
  // The interval was a minute and is 25 s now: on to its next multiple.
  expect(intervalEnds(60_000, 25_000, 110_000)).toEqual([75_000, 100_000]);
  const ends = intervalEnds(0, 5000, 100_000_000);
  expect(ends).toHaveLength(maxMissed);
  expect(ends.at(-1)).toBe(100_000_000);
});

it('computes systems below before those above, in portions of bounded size', () => {
  const due = (id: string, parentId: string | null, computed: number | null = 0) => ({
    deviceRowId: Number.parseInt(id, 16),
    id,
    parentId,
    intervalMs: 5000,
    computed,
  });
  const plan = planSystems([due('a', null), due('b', 'a'), due('c', 'b'), due('d', 'x'), due('e', null, null)], 5000);
  expect(plan.map((portion) => portion.map(({ id }) => id))).toEqual([['c'], ['b'], ['a', 'd']]);
  const many = Array.from({ length: 120 }, (_, index) => due((index + 1).toString(16), null));
  expect(planSystems(many, 5000).map((portion) => portion.length)).toEqual([50, 50, 20]);
  expect(planSystems(many.slice(0, 5), 5_000_000).map((portion) => portion.length)).toEqual([2, 2, 1]);
  // The API refuses circles; should one come about, it is computed all the same.
  expect(planSystems([due('a', 'b'), due('b', 'a')], 5000).flat()).toHaveLength(2);
});
