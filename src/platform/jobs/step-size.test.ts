import { expect, it } from 'vitest';
import { StepSize } from './step-size.ts';

it('makes long steps shorter and short ones longer, within bounds', () => {
  const size = new StepSize({ fewest: 100, most: 500, longMs: 30 });
  expect(size.count).toBe(100);
  const after = (ms: number): number => {
    size.took(ms);
    return size.count;
  };
  expect([9, 12, 1, 1].map(after)).toEqual([200, 200, 400, 500]);
  expect([80, 60, 20, 40, 500].map(after)).toEqual([250, 125, 125, 100, 100]);
});
