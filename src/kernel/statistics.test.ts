import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviationOf, meanOf, medianOf, midpoint, sumOf } from './statistics.ts';

/** A double as a whole number of 2 ** -1074, which every one is. */
function toUnits(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const units = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return word >> 63n === 0n ? units : -units;
}

/** How far the value is from `units / divisor`, as a share of the larger of it and the smallest double. */
function errorOf(value: number, units: bigint, divisor: bigint): number {
  const off = toUnits(value) * divisor - units;
  const size = units === 0n ? divisor : units;
  const share = Number((1_000_000_000_000_000_000n * (off < 0n ? -off : off)) / (size < 0n ? -size : size)) / 1e18;
  // Among the subnormal numbers, half a unit of the last place is a large share.
  return off < 0n ? (-off <= divisor ? 0 : share) : off <= divisor ? 0 : share;
}

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const extreme = fc.constantFrom(1.7e308, -1.7e308, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -5e-324, 1e-310, 1, 0);
const doubles = fc.array(fc.oneof(double, extreme), { minLength: 1, maxLength: 20 });
const total = (numbers: readonly number[]): bigint => numbers.reduce((sum, number) => sum + toUnits(number), 0n);
const largest = toUnits(Number.MAX_VALUE);

describe('against exact arithmetic', () => {
  it('adds', () => {
    fc.assert(
      fc.property(doubles, (numbers) => {
        const exact = total(numbers);
        if (exact > largest || exact < -largest) return;
        expect(errorOf(sumOf(numbers), exact, 1n)).toBeLessThan(1e-15);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes means and medians', () => {
    fc.assert(
      fc.property(doubles, (numbers) => {
        expect(errorOf(meanOf(numbers), total(numbers), BigInt(numbers.length))).toBeLessThan(1e-15);
        const sorted = numbers.toSorted((a, b) => a - b);
        const middle = [sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0];
        expect(errorOf(medianOf(sorted), total(middle), 2n)).toBeLessThan(1e-15);
      }),
      { numRuns: 1000 },
    );
  });
});

it.each<[string, number, number]>([
  ['a median between the ends', medianOf([-1.7e308, 1.7e308]), 0],
  ['a median of large numbers', medianOf([1.6e308, 1.7e308]), 1.65e308],
  ['a mean of the smallest numbers', meanOf([5e-324, 5e-324, 5e-324]), 5e-324],
  ['a mean of the largest numbers', meanOf([Number.MAX_VALUE, Number.MAX_VALUE]), Number.MAX_VALUE],
  ['a sum that is too large on the way', sumOf([1.7e308, 1.7e308, -1.7e308]), 1.7e308],
  ['a sum in which the large ones cancel', sumOf([1e100, 1, -1e100]), 1],
  ['a sum that no double holds', sumOf([1.7e308, 1.7e308]), Number.POSITIVE_INFINITY],
  ['a deviation of the largest numbers', deviationOf([-1.7e308, 1.7e308]), 1.7e308],
  ['a deviation of the smallest numbers', deviationOf([0, 1e-320]), 5e-321],
  ['a deviation far from zero', deviationOf([1e9 + 1, 1e9 + 3]), 1],
  ['a deviation of one number', deviationOf([1.7e308]), 0],
  ['a middle of subnormal numbers', midpoint(5e-324, 1.5e-323), 1e-323],
])('has %s', (_case, value, expected) => {
  if (expected === 0 || !Number.isFinite(expected)) expect(value).toBe(expected);
  else expect(Math.abs(value / expected - 1)).toBeLessThan(1e-3 * (expected < 1e-300 ? 1 : 1e-12));
});
