import { expect, it } from 'vitest';
import { isTooOften, nextReportTime, readReportTimes } from './cron.ts';

const next = (cron: string, zone: string, after: string) => {
  const time = nextReportTime(readReportTimes(cron), zone, Date.parse(after));
  return time === undefined ? undefined : new Date(time).toISOString();
};

it('reads five, six and seven parts, in a time zone', () => {
  expect(next('0 0 12 * * MON-FRI *', 'UTC', '2026-11-27T12:00:00Z')).toBe('2026-11-30T12:00:00.000Z');
  expect(next('0 7 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
  expect(next('0 30 6 ? * 1', 'UTC', '2026-11-27T12:00:00Z')).toBe('2026-11-30T06:30:00.000Z');
});

it('keeps to its years, and ends with them', () => {
  expect(next('0 0 0 1 1 ? 2028,2030-2031', 'UTC', '2026-06-01T00:00:00Z')).toBe('2028-01-01T00:00:00.000Z');
  expect(next('0 0 0 1 6 ? 2028,2030-2031', 'UTC', '2028-06-01T00:00:00Z')).toBe('2030-06-01T00:00:00.000Z');
  expect(next('0 0 0 1 1 ? 2020', 'UTC', '2026-06-01T00:00:00Z')).toBeUndefined();
});

it('says what is wrong, and what is too often', () => {
  expect(() => readReportTimes('0 0 0 1 1 ? twenty')).toThrow('has twenty, which is no year');
  expect(() => readReportTimes('every day')).toThrow(/parts/);
  const now = Date.parse('2026-06-01T00:00:00Z');
  expect(isTooOften(readReportTimes('* * * * * *'), 'UTC', now)).toBe(true);
  expect(isTooOften(readReportTimes('0,3 12 * * *'), 'UTC', now)).toBe(true);
  expect(isTooOften(readReportTimes('*/5 * * * *'), 'UTC', now)).toBe(false);
});
