import { expect, it } from 'vitest';
import { findQuietEnd, type QuietTime } from './quiet-time.ts';

const night: QuietTime = {
  timeZone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  start: '22:00',
  end: '06:00',
  exceptCritical: true,
};
const endOf = (quiet: QuietTime, time: string) => {
  const end = findQuietEnd(quiet, Date.parse(time));
  return end === undefined ? undefined : new Date(end).toISOString();
};

it.each([
  // 2026-11-30 is a Monday; Berlin is an hour ahead of UTC.
  ['2026-11-30T20:59:59Z', undefined],
  ['2026-11-30T21:00:00Z', '2026-12-01T05:00:00.000Z'],
  ['2026-12-01T04:59:59Z', '2026-12-01T05:00:00.000Z'],
  ['2026-12-01T05:00:00Z', undefined],
  // The night to Saturday begins on Friday; that to Sunday does not begin.
  ['2026-12-05T03:00:00Z', '2026-12-05T05:00:00.000Z'],
  ['2026-12-05T22:00:00Z', undefined],
  ['2026-12-06T23:30:00Z', undefined],
])('knows at %s until when a night is quiet', (time, end) => {
  expect(endOf(night, time)).toBe(end);
});

it('goes by the clock on the wall when clocks are put back', () => {
  const sundays = { ...night, days: [6], start: '02:30', end: '02:00' };
  // On 2026-10-25, 03:00 summer time is 02:00 again.
  expect(endOf({ ...night, days: [6] }, '2026-10-24T20:30:00Z')).toBe('2026-10-25T05:00:00.000Z');
  expect(endOf(sundays, '2026-10-24T22:00:00Z')).toBe('2026-10-25T00:00:00.000Z');
});

it('may last a whole day, and days in a row end once', () => {
  const weekend = { ...night, timeZone: 'UTC', days: [6, 0], start: '00:00', end: '00:00' };
  expect(endOf(weekend, '2026-12-05T10:00:00Z')).toBe('2026-12-07T00:00:00.000Z');
  expect(endOf(weekend, '2026-12-07T00:00:00Z')).toBeUndefined();
});
