import { expect, it } from 'vitest';
import { parseCron } from './cron.ts';
import { nextCronTime } from './cron-next.ts';

function times(cron: string, zone: string, from: string, count: number): string[] {
  const parsed = parseCron(cron);
  const found: string[] = [];
  for (let after = Date.parse(from); found.length < count; ) {
    const next = nextCronTime(parsed, zone, after);
    if (next === undefined) break;
    expect(next).toBeGreaterThan(after);
    found.push(new Date(next).toISOString().replace(/:00\.000Z$/, 'Z'));
    after = next;
  }
  return found;
}

it.each([
  ['*/15 * * * *', 'UTC', '2026-01-01T00:07:00.500Z', ['2026-01-01T00:15Z', '2026-01-01T00:30Z']],
  ['30 0 12 * * *', 'UTC', '2026-01-01T12:00:30Z', ['2026-01-02T12:00:30.000Z']],
  ['0 9 * * mon-fri', 'America/New_York', '2026-01-02T20:00:00Z', ['2026-01-05T14:00Z', '2026-01-06T14:00Z']],
  ['0 0 13 * fri', 'UTC', '2026-02-12T00:00:00Z', ['2026-02-13T00:00Z', '2026-02-20T00:00Z']],
  ['0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', ['2104-02-29T00:00Z']],
  ['0 0 31 2 *', 'UTC', '2026-01-01T00:00:00Z', []],
  ['15 * * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', ['2026-01-01T00:45Z', '2026-01-01T01:45Z']],
  ['@yearly', 'Pacific/Kiritimati', '2026-06-01T00:00:00Z', ['2026-12-31T10:00Z']],
  ['*/20 * * * * *', 'UTC', '2026-01-01T00:00:39.999Z', ['2026-01-01T00:00:40.000Z', '2026-01-01T00:01Z']],
])('%s in %s after %s', (cron, zone, from, expected) => {
  expect(times(cron, zone, from, Math.max(expected.length, 1))).toEqual(expected);
});

it('fires at what the clock skips once it has jumped, and goes on as usual', () => {
  // New York, 8 March 2026: after 1:59:59 EST comes 3:00:00 EDT (07:00Z).
  const zone = 'America/New_York';
  expect(times('30 2 * * *', zone, '2026-03-07T12:00:00Z', 2)).toEqual(['2026-03-08T07:00Z', '2026-03-09T06:30Z']);
  expect(times('15,30 2,3 * * *', zone, '2026-03-08T05:00:00Z', 3)).toEqual([
    '2026-03-08T07:00Z',
    '2026-03-08T07:15Z',
    '2026-03-08T07:30Z',
  ]);
  expect(times('0 * * * *', zone, '2026-03-08T05:30:00Z', 3)).toEqual([
    '2026-03-08T06:00Z',
    '2026-03-08T07:00Z',
    '2026-03-08T08:00Z',
  ]);
});

it('fires once at a time that comes twice, but every hour at hours that really pass', () => {
  // New York, 1 November 2026: 1:30 EDT is 05:30Z, 1:30 EST is 06:30Z.
  const zone = 'America/New_York';
  expect(times('30 1 * * *', zone, '2026-10-31T12:00:00Z', 2)).toEqual(['2026-11-01T05:30Z', '2026-11-02T06:30Z']);
  expect(times('30 * * * *', zone, '2026-11-01T05:00:00Z', 3)).toEqual([
    '2026-11-01T05:30Z',
    '2026-11-01T06:30Z',
    '2026-11-01T07:30Z',
  ]);
  expect(times('0 0-12 * * *', zone, '2026-11-01T05:10:00Z', 2)).toEqual(['2026-11-01T07:00Z', '2026-11-01T08:00Z']);
});

it('begins a day that has no midnight when it begins', () => {
  // Santiago, 6 September 2026: after 23:59:59 comes 1:00:00 (04:00Z).
  const zone = 'America/Santiago';
  expect(times('0 0 * * *', zone, '2026-09-05T12:00:00Z', 2)).toEqual(['2026-09-06T04:00Z', '2026-09-07T03:00Z']);
  expect(times('0 * 6 9 *', zone, '2026-09-05T12:00:00Z', 1)).toEqual(['2026-09-06T04:00Z']);
});

it('agrees with a look at every quarter hour of a year with two changes of the clock', () => {
  const zone = 'Europe/Berlin';
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    day: '2-digit',
  });
  const seen = new Set<string>();
  const expected: number[] = [];
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 900_000) {
    const shown = format.format(at);
    // 4 h is neither skipped nor repeated.
    if (!shown.endsWith('04:45') || seen.has(`${shown} ${new Date(at).getUTCMonth()}`)) continue;
    seen.add(`${shown} ${new Date(at).getUTCMonth()}`);
    expected.push(at);
  }
  const parsed = parseCron('45 4 * * *');
  const found: number[] = [];
  for (let after = Date.UTC(2026, 0, 1) - 1; ; ) {
    const next = nextCronTime(parsed, zone, after) as number;
    if (next >= Date.UTC(2027, 0, 1)) break;
    found.push(next);
    after = next;
  }
  expect(found).toEqual(expected);
});
