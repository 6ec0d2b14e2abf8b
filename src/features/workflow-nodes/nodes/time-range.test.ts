import { expect, test } from 'vitest';
import { runNode } from './test-bed.ts';
import { timeRangeNode } from './time-range.ts';

const workdays = [false, true, true, true, true, true, false];
const onlyFriday = [false, false, false, false, false, true, false];
const run = async (time: unknown, config: Record<string, unknown>) =>
  await runNode(
    timeRangeNode,
    { ...config, branchPath: 'inside' },
    { time, at: time, weekend: [true, false, false, false, false, false, true] },
  );

const office = {
  startTimeTemplate: '08:00',
  endTimeTemplate: '17:00',
  timeZoneTemplate: 'America/New_York',
  days: workdays,
};
const night = { startTimeTemplate: '22:00', endTimeTemplate: '6:00', days: onlyFriday };

// 2024-03-08 is a Friday.
test.each<[string, Record<string, unknown>, boolean]>([
  ['2024-03-08T13:00:00Z', office, true],
  ['2024-03-08T12:59:59Z', office, false],
  ['2024-03-08T21:59:59Z', office, true],
  ['2024-03-08T22:00:00Z', office, false],
  ['2024-03-09T15:00:00Z', office, false],
  ['2024-03-08T22:00:00Z', night, true],
  ['2024-03-09T05:59:00Z', night, true],
  ['2024-03-09T06:00:00Z', night, false],
  ['2024-03-08T05:00:00Z', night, false],
  ['2024-03-09T23:00:00Z', night, false],
  ['2024-03-09T23:00:00Z', { startTimeTemplate: '', endTimeTemplate: '06:00' }, true],
  ['2024-03-09T23:00:00Z', { startTimeTemplate: '06:00', endTimeTemplate: '06:00' }, true],
  ['2024-03-08T23:59:00Z', { startTimeTemplate: '12:00', endTimeTemplate: '24:00' }, true],
  ['2024-03-09T12:00:00Z', { daysType: 'path', daysPath: 'weekend', days: workdays }, true],
  ['2024-03-08T12:00:00Z', { daysType: 'path', daysPath: 'weekend' }, false],
  ['2024-03-08T12:00:00Z', { sourcePath: 'missing' }, false],
])('%s in %j: %s', async (time, config, expected) => {
  const { payload, output } = await run(new Date(time), config);
  expect(payload.inside).toBe(expected);
  expect(output).toBe(Number(expected));
});

test('times may be texts, at any path', async () => {
  expect((await run('2024-03-08T13:00:00Z', { ...office, sourcePath: 'at' })).output).toBe(1);
});

test.each([
  [{ startTimeTemplate: '8' }, 'startTimeTemplate is no time of day (HH:MM): 8'],
  [{ endTimeTemplate: '24:01' }, 'endTimeTemplate is no time of day'],
  [{ days: [true] }, 'The days are no list of seven'],
  [{ timeZoneTemplate: 'Mars/Base' }, 'Mars/Base'],
])('%j is refused', async (config, message) => {
  await expect(run(new Date(0), config)).rejects.toThrow(message);
});
