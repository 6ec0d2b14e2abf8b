import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attributeCutoffs, cutoffOf } from './policy.ts';

const dayMs = 86_400_000;

it('never lets a state go before its time, and lets it go within a day of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.array(fc.option(fc.integer({ min: dayMs, max: 3e12 })), { maxLength: 3 }),
      (now, lifetimes) => {
        const cutoff = cutoffOf(now, ...lifetimes);
        const set = lifetimes.filter((lifetime) => lifetime !== null);
        if (set.length === 0) {
          expect(cutoff).toBeUndefined();
          return;
        }
        const oldest = now - Math.min(...set);
        expect(cutoff).toBeLessThanOrEqual(oldest);
        expect(cutoff).toBeGreaterThan(oldest - dayMs);
        expect(Math.abs((cutoff ?? 1) % dayMs)).toBe(0);
      },
    ),
  );
});

it('looks only at attributes that are kept for less long than their states', () => {
  const attribute = (key: number, dataTTL?: number) => ({
    key,
    name: `a${key}`,
    dataType: 'number' as const,
    ...(dataTTL === undefined ? {} : { dataTTL }),
  });
  const now = 100 * dayMs;
  const attributes = [attribute(1), attribute(2, 5 * dayMs), attribute(3, 50 * dayMs)];
  expect(attributeCutoffs(attributes, now, undefined)).toEqual([
    { key: 2, cutoff: 95 * dayMs },
    { key: 3, cutoff: 50 * dayMs },
  ]);
  expect(attributeCutoffs(attributes, now, 80 * dayMs)).toEqual([{ key: 2, cutoff: 95 * dayMs }]);
});
