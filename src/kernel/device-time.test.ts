import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkDeviceTimeWindow,
  isGivenTime,
  maxDeviceTimeAgeMs,
  maxDeviceTimeAheadMs,
  parseDeviceTime,
  parseQueryTime,
  readGivenTime,
} from './device-time.ts';

const now = 1_512_300_000_000;
const reported = 1_512_259_242_342;
const nows = fc.integer({ min: 1e12, max: 4e12 });

describe('parseDeviceTime', () => {
  it.each<[string, unknown, number]>([
    ['{$date: iso}', { $date: '2017-12-03T00:00:42.342Z' }, reported],
    ['{$date: epoch ms}', { $date: reported }, reported],
    ['{$date: epoch seconds}', { $date: 1_512_259_242 }, 1_512_259_242_000],
    ['{$date: nonsense}', { $date: 'soon' }, now],
    ['{$date: {$date}}', { $date: { $date: '2017-12-03T00:00:42.342Z' } }, now],
    ['epoch ms', reported, reported],
    ['epoch ms with a fraction', reported + 0.4, reported],
    ['epoch seconds', 1_512_259_242, 1_512_259_242_000],
    ['epoch seconds with milliseconds', 1_512_259_242.342, reported],
    ['zero, the first second', 0, 0],
    ['minus zero', -0, 0],
    ['the last value read as seconds', 99_999_999_999, 99_999_999_999_000],
    ['the first value read as ms', 1e11, 1e11],
    ['relative ms', -5000, now - 5000],
    ['relative by a fraction', -0.25, now],
    ['nanoseconds', 1.512e18, 8.64e15],
    ['Infinity, which JSON writes as 1e999', Number.POSITIVE_INFINITY, 8.64e15],
    ['-Infinity', Number.NEGATIVE_INFINITY, -8.64e15],
    ['ISO text with a zone', '2017-12-03T01:00:42.342+01:00', reported],
    ['a date alone, which is UTC', '2017-12-03', 1_512_259_200_000],
    ['RFC 2822 text', 'Sun, 03 Dec 2017 00:00:42 GMT', 1_512_259_242_000],
    ['text of 1970, in ms and not taken for seconds again', '1970-01-01T00:00:05.000Z', 5000],
    ['a text of digits that Date.parse does not take', '1512259242342', now],
    ['empty text', '', now],
    ['other text', 'yesterday', now],
    ['missing', undefined, now],
    ['null', null, now],
    ['NaN', Number.NaN, now],
    ['boolean', true, now],
    ['array', [reported], now],
    ['other object', { date: reported }, now],
  ])('%s', (_case, value, expected) => {
    expect(parseDeviceTime(value, now)).toBe(expected);
  });

  it('returns an integer that a Date can hold, whatever comes', () => {
    const anyTime = fc.oneof(fc.anything(), fc.double(), fc.string(), fc.record({ $date: fc.anything() }));
    fc.assert(
      fc.property(anyTime, nows, (value, at) => {
        const time = parseDeviceTime(value, at);
        expect(Number.isInteger(time)).toBe(true);
        expect(Number.isNaN(new Date(time).getTime())).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads every spelling of a time back as that time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 4e12 }), nows, (time, at) => {
        const iso = new Date(time).toISOString();
        expect(parseDeviceTime(time, at)).toBe(time);
        expect(parseDeviceTime(time / 1000, at)).toBe(time);
        expect(parseDeviceTime(iso, at)).toBe(time);
        expect(parseDeviceTime({ $date: iso }, at)).toBe(time);
        expect(parseDeviceTime({ $date: time }, at)).toBe(time);
        if (time < at) expect(parseDeviceTime(time - at, at)).toBe(time);
      }),
    );
  });
});

describe('checkDeviceTimeWindow', () => {
  it.each([
    ['now', now, 'ok'],
    ['exactly 30 days ago', now - 30 * 86_400_000, 'ok'],
    ['a millisecond older', now - 30 * 86_400_000 - 1, 'tooOld'],
    ['exactly a day ahead', now + 86_400_000, 'ok'],
    ['a millisecond further', now + 86_400_000 + 1, 'tooFarAhead'],
    ['1970', 0, 'tooOld'],
    ['the end of Date', 8.64e15, 'tooFarAhead'],
  ])('%s', (_case, time, expected) => {
    expect(checkDeviceTimeWindow(time, now)).toBe(expected);
  });

  it('is as wide as its constants say', () => {
    expect(maxDeviceTimeAgeMs).toBe(2_592_000_000);
    expect(maxDeviceTimeAheadMs).toBe(86_400_000);
  });
});

describe('parseQueryTime', () => {
  it.each([
    ['zero is now', 0, now],
    ['minus zero is now', -0, now],
    ['30 days ago', -2_592_000_000, now - 2_592_000_000],
    ['epoch ms', reported, reported],
    ['a small value is ms, not seconds', 5000, 5000],
    ['a fraction', 5000.6, 5001],
    ['beyond any date', 1e300, Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
    ['before any date', -1e300, Date.parse('0001-01-01T00:00:00Z')],
  ])('%s', (_case, value, expected) => {
    expect(parseQueryTime(value, now)).toBe(expected);
  });

  it('names the parameter that is not a number', () => {
    expect(() => parseQueryTime(Number.NaN, now, 'start')).toThrow(
      expect.objectContaining({ type: 'Validation', message: 'start must be a number of milliseconds' }),
    );
  });

  it('returns an integer for every number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), nows, (value, at) => {
        expect(Number.isInteger(parseQueryTime(value, at))).toBe(true);
      }),
    );
  });
});

it('takes of texts only ISO 8601 where no device reports', () => {
  for (const time of ['2019-04-01', '2019-04-01 12:00:00+00', { $date: '2019-04-01T12:00:00Z' }, 1_554_120_000, -1]) {
    expect(isGivenTime(time)).toBe(true);
  }
  const foreign = ['Mon, 01 Apr 2019 12:00:00 GMT', 'Mon Apr 01 2019 12:00:00 GMT+0000', 'boot 7', null, true];
  for (const time of [...foreign, ...foreign.map(($date) => ({ $date }))]) {
    expect(isGivenTime(time)).toBe(false);
    expect(() => readGivenTime(time, 0, 'time')).toThrow('time is not a time');
  }
});
