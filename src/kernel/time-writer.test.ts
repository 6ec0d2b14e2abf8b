import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TimeWriter } from './time-writer.ts';

const anyTime = fc.integer({ min: -8.64e15, max: 8.64e15 });
const nearbyTimes = anyTime.chain((time) =>
  fc.array(fc.integer({ min: Math.max(-8.64e15, time - 2e8), max: Math.min(8.64e15, time + 2e8) }), { minLength: 1 }),
);

it('writes any times, one after the other, as Date does', () => {
  fc.assert(
    fc.property(nearbyTimes, (times) => {
      const writer = new TimeWriter();
      expect(times.map((time) => writer.write(time))).toEqual(times.map((time) => new Date(time).toISOString()));
    }),
  );
});

it.each([0, -1, 1, 86_399_999, 86_400_000, -62_167_219_200_001, 253_402_300_800_000, 8.64e15, -8.64e15])(
  'writes %d',
  (time) => {
    expect(new TimeWriter().write(time)).toBe(new Date(time).toISOString());
  },
);

it.each([8.64e15 + 86_400_000, Number.NaN, Number.POSITIVE_INFINITY])(
  'refuses %d, on no day that a date can be',
  (time) => {
    expect(() => new TimeWriter().write(time)).toThrow(RangeError);
  },
);
