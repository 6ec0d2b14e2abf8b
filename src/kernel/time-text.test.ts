import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDateTime, parseIsoTime, parseTimeText, readDateTime } from './time-text.ts';

const noon = Date.UTC(2019, 3, 1, 12);

/** Texts that `Date.parse` takes or that look like times, and are none. */
const noTimes = [
  '2019-02-29',
  '2023-02-29T00:00:00Z',
  '2019-04-31T12:00:00Z',
  '2019-00-10',
  '2019-13-01',
  '2019-01-00',
  '2019-01-32',
  '2016-12-31T23:59:60Z',
  '2019-04-01T24:00:00Z',
  '2019-04-01T12:60:00Z',
  '2019-04-01T12:00:00+24:00',
  '2019-04-01T12:00:00+01:60',
  '2019-04-01T12:00:00.1234567890Z',
  '2019-04-01T12Z',
  '2019-04-01T12:00:00 Z Z',
  '0000-06-01T00:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '+010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  'boot 7',
  '7',
  '2019',
  '2019-04',
  '04/01/2019',
  'Apr 1, 2019',
  'Sun, 30 Feb 2019 12:00:00 GMT',
  'Mon, 01 Xyz 2019 12:00:00 GMT',
  '２０１９-04-01T12:00:00Z',
  '2019-04-01T12:00:00Z\n',
  ' 2019-04-01T12:00:00Z',
  '',
  `2019-04-01T12:00:00Z${' '.repeat(200)}`,
];

describe('parseIsoTime', () => {
  it.each([
    ['2019-04-01T12:00:00.000Z', noon],
    ['2019-04-01T12:00:00Z', noon],
    ['2019-04-01t12:00:00z', noon],
    ['2019-04-01T12:00Z', noon],
    ['2019-04-01T12:00:00', noon],
    ['2019-04-01 12:00:00+00', noon],
    ['2019-04-01 12:00:00.123456789+00', noon + 123],
    ['2019-04-01 12:00:00,9999 UTC', noon + 999],
    ['2019-04-01T14:00:00+02:00', noon],
    ['2019-04-01T14:00:00+0200', noon],
    ['2019-04-01T06:30:00-05:30', noon],
    ['2019-04-01T12:00:00-00:00', noon],
    ['2019-04-01', noon - 12 * 3_600_000],
    ['2020-02-29', Date.UTC(2020, 1, 29)],
    ['2000-02-29', Date.UTC(2000, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01', -62_135_596_800_000],
    ['0099-12-31T00:00:00Z', new Date('0099-12-31T00:00:00Z').getTime()],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('reads %s', (text, time) => {
    expect(parseIsoTime(text)).toBe(time);
    expect(parseTimeText(text)).toBe(time);
  });

  it('reads back every time that toISOString writes with four digits of year', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (time) => {
        const text = new Date(time).toISOString();
        expect(parseIsoTime(text)).toBe(time);
        expect(readDateTime(text)).toBe(time);
      }),
    );
  });

  it.each(noTimes)('refuses %j', (text) => {
    expect(parseIsoTime(text)).toBeUndefined();
    expect(parseTimeText(text)).toBeUndefined();
    expect(isDateTime(text)).toBe(false);
    expect(readDateTime(text)).toBeNaN();
  });
});

it.each([
  'Mon, 01 Apr 2019 12:00:00 GMT',
  '1 Apr 2019 12:00 UT',
  'Mon, 1 Apr 2019 14:00:00 +0200',
  'Mon Apr 01 2019 12:00:00 GMT+0000 (Coordinated Universal Time)',
  'Mon Apr 01 2019 14:00:00 GMT+0200',
])('reads %s of a device', (text) => {
  expect(parseTimeText(text)).toBe(noon);
  expect(isDateTime(text)).toBe(false);
});

describe('the format date-time', () => {
  it.each(['2019-04-01T12:00:00Z', '2019-04-01 12:00:00+00', '2019-04-01T12:00:00.123456789-09:30'])(
    'takes %s',
    (text) => {
      expect(isDateTime(text)).toBe(true);
    },
  );

  it.each(['2019-04-01', '2019-04-01T12:00Z', '2019-04-01T12:00:00'])('asks for more than %s', (text) => {
    expect(isDateTime(text)).toBe(false);
  });

  it('takes no text that cannot be read', () => {
    const digit = fc.constantFrom(...'0123456789-:+.,TZ ztUC');
    const nearly = fc
      .tuple(
        fc.nat(9999),
        fc.nat(19),
        fc.nat(39),
        fc.nat(29),
        fc.nat(69),
        fc.nat(69),
        fc.constantFrom('Z', '+00', '-23:59', '+25'),
      )
      .map(([year, ...[month, day, hour, minute, second, zone]]) => {
        const two = (part: number) => String(part).padStart(2, '0');
        return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
      });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: digit, maxLength: 30 })), (text) => {
        const time = readDateTime(text);
        expect(isDateTime(text)).toBe(!Number.isNaN(time));
        if (isDateTime(text)) expect(new Date(time).toISOString()).toMatch(/^\d{4}-/);
      }),
      { numRuns: 2000 },
    );
  });
});
