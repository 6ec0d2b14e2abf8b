import { toNumber } from '../conversions.ts';
import type { Helper } from '../helper.ts';

function ofNumbers(calculate: (...numbers: number[]) => number, count: number): Helper {
  return { call: (values) => calculate(...Array.from({ length: count }, (_, index) => toNumber(values[index]))) };
}

/** Arithmetic of `Number()`: Dates are ms, and what is no number makes NaN. */
export const numberHelpers: readonly [string, Helper][] = [
  ['add', ofNumbers((a = 0, b = 0) => a + b, 2)],
  ['subtract', ofNumbers((a = 0, b = 0) => a - b, 2)],
  ['multiply', ofNumbers((a = 0, b = 0) => a * b, 2)],
  ['divide', ofNumbers((a = 0, b = 0) => a / b, 2)],
  ['max', ofNumbers(Math.max, 2)],
  ['min', ofNumbers(Math.min, 2)],
  ['ceil', ofNumbers(Math.ceil, 1)],
  ['floor', ofNumbers(Math.floor, 1)],
  [
    'scaleLinear',
    ofNumbers((lo = 0, hi = 0, toLo = 0, toHi = 0, v = 0) => toLo + ((v - lo) / (hi - lo)) * (toHi - toLo), 5),
  ],
];
