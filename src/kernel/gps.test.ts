import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGps } from './gps.ts';

describe('parseGps', () => {
  it.each([
    // decimal degrees keep their digits
    ['37.33,-122.03', '37.33,-122.03'],
    ['  37.330 ,\t-122.030\n', '37.330,-122.030'],
    ['+37.33,+122.03', '37.33,122.03'],
    ['37.123456789012,-122.123456789012', '37.123456789012,-122.123456789012'],
    ['0,0', '0,0'],
    ['-.1278,051.5', '-.1278,051.5'],
    ['90,180', '90,180'],
    ['-90.0,-180.0', '-90.0,-180.0'],
    // degrees, minutes, seconds
    ['37°19\'48.0"N 122°01\'48.0"W', '37.33,-122.03'],
    ['37°19\'48.0"N, 122°01\'48.0"W', '37.33,-122.03'],
    ['37°19′48.0″n122°01′48.0″w', '37.33,-122.03'],
    ['37° 19’ 48” S 122º 1´ 48" E', '-37.33,122.03'],
    ["37°19''48", undefined],
    ["37°19'48''N 122°01'48''W", '37.33,-122.03'],
    ['N 37° 19\' 48", W 122° 1\' 48"', '37.33,-122.03'],
    ['N37 19 48 W122 01 48', '37.33,-122.03'],
    ['37 19 48.0 N 122 01 48.0 W', '37.33,-122.03'],
    ['37 19 48, -122 1 48', '37.33,-122.03'],
    ['37 19 48 -122 1 48', '37.33,-122.03'],
    ['37 19 48 122 1 48', '37.33,122.03'],
    ['37:19:48N 122:01:48W', '37.33,-122.03'],
    ['37d19\'48"N 122d01\'48"W', '37.33,-122.03'],
    ["37°19.8'N 122°1.8'W", '37.33,-122.03'],
    ['37 19.8 -122 1.8', '37.33,-122.03'],
    ['37.33° -122.03°', '37.33,-122.03'],
    ['37.33N,122.03W', '37.33,-122.03'],
    ['−37.33,122.03', '-37.33,122.03'],
    ['122°01\'48"W 37°19\'48"N', '37.33,-122.03'],
    ['-0°30\'0", -0°0\'36"', '-0.5,-0.01'],
    ['0°0\'0"S 0°0\'0"W', '0,0'],
    ['0°0\'0.0004"N 0°0\'0.0001"E', '0.0000001,0'],
    ['90°N 180°W', '90,-180'],
    ['10°N 20°E', '10,20'],
    // NMEA; the checksums are those of the published examples
    ['$GPGLL,4916.45,N,12311.12,W,225444,A,*1D', '49.2741667,-123.1853333'],
    ['$GPGLL,4916.45,N,12311.12,W,225444,A*31', '49.2741667,-123.1853333'],
    ['$GPGLL,4916.45,N,12311.12,W,225444,A', '49.2741667,-123.1853333'],
    // as receivers of several systems write them: the talker, a mode, empty fields, a line end
    ['$GNGLL,4404.14012,N,12118.85993,W,001037.00,A,A*67\r\n', '44.069002,-121.3143322'],
    ['$GLGGA,4404.14012,N', undefined],
    ['$GNGGA,001043.00,4404.14036,N,12118.85961,W,1,12,0.98,1113.0,M,-21.3,M,,*47', '44.069006,-121.3143268'],
    ['$GNGGA,001043.00,4404.14036,N,12118.85961,W,1,12,0.98,1113.0,M,,M,,', '44.069006,-121.3143268'],
    ['$GAGGA,001043.00,,,,,0,00,99.99,,,,,,', undefined],
    ['$GNGLL,,,,,001037.00,V,N', undefined],
    ['$GNGLL,4404.14012,N,12118.85993,W,001037.00,A,N', undefined],
    ['$PAGLL,4404.14012,N,12118.85993,W,001037.00,A,A', undefined],
    ['$GNRMC,001031.00,A,4404.13993,N,12118.86023,W,0.146,,100117,,,A', undefined],
    ['$GPGLL,4916.45,S,12311.12,E', '-49.2741667,123.1853333'],
    ['$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n', '48.1173,11.5166667'],
    ['$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,', '48.1173,11.5166667'],
  ])('%j', (text, expected) => {
    expect(parseGps(text)).toBe(expected);
  });

  it.each([
    ['empty', ''],
    ['words', 'at home'],
    ['one number', '37.33'],
    ['two bare numbers, which may be one angle', '37.33 -122.03'],
    ['three numbers', '37.33,-122.03,12'],
    ['a missing half', '37.33,'],
    ['a date and time', '2017-12-03 10:00'],
    ['a decimal comma', '37,33 122,03'],
    ['exponents', '1e1,1e1'],
    ['hex', '0x10,0x10'],
    ['latitude past the pole', '90.0000001,0'],
    ['longitude past the date line', '0,-180.5'],
    ['converted latitude past the pole', '90°0\'0.0001"N 0°0\'0"E'],
    ['60 minutes', '37°60\'0"N 122°0\'0"W'],
    ['60 seconds', '37°0\'60"N 122°0\'0"W'],
    ['a fraction before the last part', "37.5°30'N 122°0'W"],
    ['sign and letter', '-37°19\'48"S 122°1\'48"E'],
    ['two latitudes', "37°19'N 38°19'N"],
    ['a letter on one half only', "37°19'N, 122°1'"],
    ['letters on both ends', "N37°19'N 122°1'W"],
    ['a mark out of place', '37"19°48\'N 122°1\'48"W'],
    ['colons without numbers', '37::48N 122:01:48W'],
    ['a colon at the end', '37:19:N 122:01:W'],
    ['a NMEA checksum that is wrong', '$GPGLL,4916.45,N,12311.12,W,225444,A,*1C'],
    ['a NMEA checksum cut short', '$GPGLL,4916.45,N,12311.12,W,225444,A,*1'],
    ['an empty NMEA checksum', '$GPGLL,4916.45,N,12311.12,W,225444,A,*'],
    ['two NMEA checksums', '$GPGLL,4916.45,N,12311.12,W,225444,A*31*31'],
    ['a void NMEA position', '$GPGLL,4916.45,N,12311.12,W,225444,V'],
    ['a NMEA position without a fix', '$GPGGA,123519,4807.038,N,01131.000,E,0,00,,,M,,M,,'],
    ['empty NMEA fields', '$GPGGA,123519,,,,,0,00,,,M,,M,,'],
    ['NMEA minutes past 60', '$GPGLL,4960.00,N,12311.12,W'],
    ['NMEA latitude past the pole', '$GPGLL,9000.01,N,12311.12,W'],
    ['NMEA letters swapped', '$GPGLL,4916.45,W,12311.12,N'],
    ['another NMEA sentence', '$GPRMC,081836,A,3751.65,S,14507.36,E,000.0,360.0,130998,011.3,E'],
    ['more than 128 characters', `37.33,${' '.repeat(130)}-122.03`],
  ])('refuses %s', (_case, text) => {
    expect(parseGps(text)).toBeUndefined();
  });

  it('reads text of the greatest length and refuses the next', () => {
    const digits = '0'.repeat(128 - '1.,2'.length);
    expect(parseGps(`1.${digits},2`)).toBe(`1.${digits},2`);
    expect(parseGps(`1.${digits}0,2`)).toBeUndefined();
  });

  it.each(['1', ' ', '-', '°', "'", '.', ',', '$', '*', 'N', '1 ', '1.', '1°'])('survives endless %j', (part) => {
    expect(parseGps(part.repeat(100_000))).toBeUndefined();
    expect(() => parseGps(part.repeat(64))).not.toThrow();
  });

  it('never throws, and returns only what it reads as the same position', () => {
    const alphabet = [...'0123456789.,+-−°\'"′″:NSEWd $*', 'GPGLL', '37', '122'];
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 40 }));
    fc.assert(
      fc.property(text, (input) => {
        const position = parseGps(input);
        if (position !== undefined) expect(parseGps(position)).toBe(position);
      }),
      { numRuns: 5000 },
    );
  });
});

/** Whole parts, so that no spelling has to carry 60 seconds over into a minute. */
const angle = (maxDegrees: number) =>
  fc.record({
    degrees: fc.integer({ min: 0, max: maxDegrees - 1 }),
    minutes: fc.integer({ min: 0, max: 59 }),
    thousandths: fc.integer({ min: 0, max: 59_999 }),
    negative: fc.boolean(),
  });

interface Angle {
  degrees: number;
  minutes: number;
  thousandths: number;
  negative: boolean;
}

const seconds = (a: Angle) => (a.thousandths / 1000).toFixed(3);
const decimalMinutes = (a: Angle) => (a.minutes + a.thousandths / 60_000).toFixed(5);
const sign = (a: Angle) => (a.negative ? '-' : '');
const toNumber = (a: Angle) => (a.negative ? -1 : 1) * (a.degrees + a.minutes / 60 + a.thousandths / 3_600_000);
const northSouth = (a: Angle) => (a.negative ? 'S' : 'N');
const eastWest = (a: Angle) => (a.negative ? 'W' : 'E');
const nmea = (a: Angle, width: number) =>
  String(a.degrees).padStart(width, '0') + decimalMinutes(a).padStart('00.00000'.length, '0');

const spellings: Record<string, (lat: Angle, lon: Angle) => string> = {
  decimal: (lat, lon) => `${toNumber(lat).toFixed(8)},${toNumber(lon).toFixed(8)}`,
  'degree signs, letters behind': (lat, lon) =>
    `${lat.degrees}°${lat.minutes}'${seconds(lat)}"${northSouth(lat)} ${lon.degrees}°${lon.minutes}'${seconds(lon)}"${eastWest(lon)}`,
  'primes, letters before': (lat, lon) =>
    `${northSouth(lat)}${lat.degrees}° ${lat.minutes}′ ${seconds(lat)}″ ${eastWest(lon)}${lon.degrees}° ${lon.minutes}′ ${seconds(lon)}″`,
  'no marks, comma and signs': (lat, lon) =>
    `${sign(lat)}${lat.degrees} ${lat.minutes} ${seconds(lat)}, ${sign(lon)}${lon.degrees} ${lon.minutes} ${seconds(lon)}`,
  'no marks, no comma': (lat, lon) =>
    `${sign(lat)}${lat.degrees} ${lat.minutes} ${seconds(lat)} ${sign(lon)}${lon.degrees} ${lon.minutes} ${seconds(lon)}`,
  colons: (lat, lon) =>
    `${lat.degrees}:${lat.minutes}:${seconds(lat)} ${northSouth(lat)}, ${lon.degrees}:${lon.minutes}:${seconds(lon)} ${eastWest(lon)}`,
  $GPGLL: (lat, lon) => `$GPGLL,${nmea(lat, 2)},${northSouth(lat)},${nmea(lon, 3)},${eastWest(lon)},225444,A`,
  $GPGGA: (lat, lon) =>
    `$GPGGA,123519,${nmea(lat, 2)},${northSouth(lat)},${nmea(lon, 3)},${eastWest(lon)},1,08,0.9,5,M,4,M,,`,
};

describe('a position comes back within a millionth of a degree', () => {
  it.each(Object.entries(spellings))('written as %s', (_name, spell) => {
    fc.assert(
      fc.property(angle(90), angle(180), (lat, lon) => {
        // 59.99999... minutes may print as 60.00000, which is not a spelling.
        fc.pre(!decimalMinutes(lat).startsWith('60') && !decimalMinutes(lon).startsWith('60'));
        const [latitude, longitude] = (parseGps(spell(lat, lon)) ?? '').split(',').map(Number);
        expect(Math.abs((latitude ?? Number.NaN) - toNumber(lat))).toBeLessThan(1e-6);
        expect(Math.abs((longitude ?? Number.NaN) - toNumber(lon))).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });
});
