import { expect, test } from 'vitest';
import { dateTimeNode } from './date-time.ts';
import { runNode } from './test-bed.ts';

const time = new Date('2024-03-10T12:30:15.250Z');
const payload = () => ({
  time,
  text: '10/03/2024 08:00',
  seconds: '1710070200',
  later: '2024-03-10T13:30:15.250Z',
  n: 2,
});
const run = async (config: Record<string, unknown>) =>
  (await runNode(dateTimeNode, { sourcePath: 'time', ...config, resultPath: 'result' }, payload())).payload.result;

test.each<[Record<string, unknown>, unknown]>([
  [{ operation: 'add', numberValue: '-{{add n 1}}', unit: 'day' }, new Date('2024-03-07T12:30:15.250Z')],
  [{ operation: 'add', numberValue: 250 }, new Date('2024-03-10T12:30:15.500Z')],
  // A day of 23 hours.
  [
    { operation: 'subtract', numberValue: '1', unit: 'days', timezone: 'America/New_York' },
    new Date('2024-03-09T13:30:15.250Z'),
  ],
  [{ operation: 'subtract', numberValue: '1', unit: 'hour', resultFormatString: 'x' }, '1710070215250'],
  [{ operation: 'format', timezone: 'Europe/Berlin' }, '2024-03-10T13:30:15+01:00'],
  [{ operation: 'format', resultFormatString: 'dddd [the] Do' }, 'Sunday the 10th'],
  [{ operation: 'getDatePart', unit: 'hour', timezone: 'Europe/Berlin' }, 13],
  [{ operation: 'getDatePart', unit: 'month' }, 2],
  [{ operation: 'getDatePart', unit: 'dayOfYear' }, 70],
  [{ operation: 'setDatePart', unit: 'minute', numberValue: '0' }, new Date('2024-03-10T12:00:15.250Z')],
  [{ operation: 'diff', diffDataPath: 'later' }, -3_600_000],
  [{ operation: 'diff', diffDataPath: 'seconds', diffDataFormatString: 'X', unit: 'minute' }, 60],
  [{ operation: 'diff', sourcePath: 'later', diffDataPath: 'time', unit: 'hour' }, 1],
  [{ operation: 'daysInMonth' }, 31],
  [{ operation: 'startOfTime', unit: 'day', timezone: 'America/New_York' }, new Date('2024-03-10T05:00:00Z')],
  [{ operation: 'toArray' }, [2024, 2, 10, 12, 30, 15, 250]],
  [
    { operation: 'toObject' },
    { years: 2024, months: 2, date: 10, hours: 12, minutes: 30, seconds: 15, milliseconds: 250 },
  ],
  [{ operation: 'unixTimestampSeconds' }, 1_710_073_815],
  [{ operation: 'unixTimestampMilliseconds' }, 1_710_073_815_250],
  [{ operation: 'unixTimestampMilliseconds', sourcePath: '' }, 1_700_000_000_000],
  [
    {
      operation: 'startOfTime',
      unit: 'hour',
      sourcePath: 'text',
      sourceFormatString: 'DD/MM/YYYY HH:mm',
      timezone: 'Europe/Berlin',
    },
    new Date('2024-03-10T07:00:00Z'),
  ],
])('%j is %j', async (config, expected) => {
  expect(await run(config)).toEqual(expected);
});

test.each([
  { operation: 'add', sourcePath: 'missing', numberValue: 1 },
  { operation: 'format', sourcePath: 'text', resultFormatString: 'L' },
  { operation: 'diff', diffDataPath: 'missing' },
  { operation: 'add', numberValue: '1e300', unit: 'year' },
])('%j is null, because there is no time', async (config) => {
  expect(await run(config)).toBeNull();
});

test.each([
  [{ operation: 'add', unit: 'day' }, 'numberValue renders no text'],
  [{ operation: 'add', numberValue: 'x' }, 'numberValue is not a number: x'],
  [{ operation: 'getDatePart', unit: 'constructor' }, 'unit is not known: constructor'],
  [{ operation: 'valueOf' }, 'operation is not known: valueOf'],
  [{ operation: 'format', timezone: 'Mars/Base' }, 'There is no time zone Mars/Base'],
])('%j is refused', async (config, message) => {
  await expect(run(config)).rejects.toThrow(message);
});
