import { expect, it } from 'vitest';
import { everComes, parseCron } from './cron.ts';

const list = (set: ReadonlySet<number>) => [...set].sort((one, other) => one - other);

it('reads five parts, six with seconds, lists, ranges, steps and names', () => {
  const times = parseCron('*/15 0,30 9-17 1 jan-mar mon-fri');
  expect(list(times.seconds)).toEqual([0, 15, 30, 45]);
  expect(list(times.minutes)).toEqual([0, 30]);
  expect(list(times.hours)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  expect(list(times.daysOfMonth)).toEqual([1]);
  expect(list(times.months)).toEqual([1, 2, 3]);
  expect(list(times.daysOfWeek)).toEqual([1, 2, 3, 4, 5]);
  expect(times.isEitherDay).toBe(true);

  const daily = parseCron('@daily');
  expect([daily.seconds, daily.minutes, daily.hours].map(list)).toEqual([[0], [0], [0]]);
  expect(daily.isEitherDay).toBe(false);
  expect(list(parseCron('5/20 * * * *').minutes)).toEqual([5, 25, 45]);
  expect(list(parseCron('0 0 * * 5-7').daysOfWeek)).toEqual([0, 5, 6]);
  expect(list(parseCron('0 0 * * *').daysOfWeek)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it.each([
  ['', 'has 0 parts'],
  ['* * * *', 'has 4 parts'],
  ['* * * * * * *', 'has 7 parts'],
  ['60 * * * *', 'no valid minute: 60'],
  ['* 24 * * *', 'no valid hour'],
  ['* * 0 * *', 'no valid day of the month'],
  ['* * L * *', 'no valid day of the month'],
  ['* * 15w * *', 'no valid day of the month'],
  ['* * ? * *', 'no valid day of the month'],
  ['* * * 13 *', 'no valid month'],
  ['* * * * 8', 'no valid day of the week'],
  ['* * * * 5#2', 'no valid day of the week'],
  ['*/0 * * * *', 'no valid minute'],
  ['30-10 * * * *', 'no valid minute'],
  ['1,,2 * * * *', 'no valid minute: nothing'],
  ['@reboot', 'must be one of @hourly'],
  ['@annually', 'must be one of @hourly'],
  [`${'1,'.repeat(600)}1 * * * *`, 'more than 1000 characters'],
])('refuses %j', (text, words) => {
  expect(() => parseCron(text)).toThrow(words);
});

it.each([
  ['0 0 30 2 *', false],
  ['0 0 31 2,4,6,9,11 *', false],
  ['0 0 29 2 *', true],
  ['0 0 31 feb,mar *', true],
  ['0 0 30 2 mon', true],
])('knows whether %s ever comes', (text, expected) => {
  expect(everComes(parseCron(text))).toBe(expected);
});
