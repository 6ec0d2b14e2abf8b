import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
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

it('ends at the first minute at which the clock on the wall shows no quiet time', () => {
  const zones = [
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    '+05:30',
  ];
  const timeText = fc
    .nat(47)
    .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
  // Two weeks around each change of the clock of 2026 in these zones.
  const around = ['2026-02-15', '2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'];
  const anyTime = fc
    .tuple(fc.constantFrom(...around), fc.integer({ min: -7 * 1440, max: 7 * 1440 }))
    .map(([day, minutes]) => Date.parse(day) + minutes * 60_000);
  const days = fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), days, timeText, timeText, anyTime, (timeZone, days, start, end, time) => {
      const quiet = { timeZone, days, start, end, exceptCritical: true };
      let expected = time;
      while (isQuietAt(quiet, expected)) expected += 60_000;
      expect(findQuietEnd(quiet, time)).toBe(expected === time ? undefined : expected);
    }),
    { numRuns: 60 },
  );
});

/** As a person would say it who looks at the clock. */
function isQuietAt({ timeZone, days, start, end }: QuietTime, time: number): boolean {
  const shown = new Date(time).toLocaleString('sv-SE', { timeZone });
  const day = new Date(`${shown.slice(0, 10)}T00:00Z`).getUTCDay();
  const now = shown.slice(11, 16);
  if (start < end) return days.includes(day) && now >= start && now < end;
  return (days.includes(day) && now >= start) || (days.includes((day + 6) % 7) && now < end);
}

it('looks at the clock a few times, however long it is quiet', () => {
  const looks = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  const always = { ...night, days: [0, 1, 2, 3, 4, 5, 6], start: '00:00', end: '00:00' };
  expect(endOf(always, '2026-10-22T10:00:00Z')).toBe('2026-10-29T17:00:00.000Z');
  expect(looks.mock.calls.length).toBeLessThan(100);
  looks.mockRestore();
});
