import fc from 'fast-check';
import { expect, it } from 'vitest';
import { measureTimeAt } from './time-at-value.ts';

const point = (time: number, value: string | number | boolean, deviceRowId = 1) => ({ time, value, deviceRowId });

it('counts how long a value held, from the last report before the range on', () => {
  const range = { start: 100, end: 200 };
  const points = [point(120, false), point(150, true), point(180, true)];
  expect(measureTimeAt(true, { before: [point(20, true)], points }, range)).toBe(20 + 50);
  expect(measureTimeAt(false, { before: [point(20, true)], points }, range)).toBe(30);
  expect(measureTimeAt('true', { before: [], points }, range)).toBe(50);
  expect(measureTimeAt('7', { before: [], points: [point(150, 7)] }, range)).toBe(50);
  expect(measureTimeAt(7, { before: [point(1, '7')], points: [] }, range)).toBe(100);
});

it('agrees with looking at every moment, for any reports of several devices', () => {
  const report = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(fc.uniqueArray(report, { selector: ([time, , device]) => `${time} ${device}` }), (reports) => {
      const all = reports
        .map(([time, value, device]) => point(time, value, device))
        .sort((one, other) => one.time - other.time);
      const [start, end] = [20, 50];
      const before = [1, 2, 3].flatMap(
        (device) => all.findLast(({ deviceRowId, time }) => deviceRowId === device && time < start) ?? [],
      );
      const points = all.filter(({ time }) => time >= start && time <= end);
      let slow = 0;
      for (let moment = start; moment < end; moment += 1) {
        for (const device of [1, 2, 3]) {
          const last = all.findLast(({ deviceRowId, time }) => deviceRowId === device && time <= moment);
          if (last?.value === 'a') slow += 1;
        }
      }
      expect(measureTimeAt('a', { before, points }, { start, end })).toBe(slow);
    }),
  );
});
