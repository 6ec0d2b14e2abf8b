import { toNumber, toText } from '../conversions.ts';
import type { Helper } from '../helper.ts';
import { distanceBetween, isInside, type Position, readPolygon, readPosition } from '../positions.ts';

const defaultDigits = 6;
const maxDigits = 15;

const styles: Readonly<Record<string, (position: Position, digits: number) => string>> = {
  decimal: ({ latitude, longitude }, digits) => `${latitude.toFixed(digits)},${longitude.toFixed(digits)}`,
  degrees: (position, digits) => writeHalves(position, (degrees) => `${degrees.toFixed(digits)}°`),
  sexagesimal: (position, digits) => writeHalves(position, (degrees) => writeSexagesimal(degrees, digits)),
  gga: writeGga,
};

function writeHalves({ latitude, longitude }: Position, write: (degrees: number) => string): string {
  const north = `${write(Math.abs(latitude))} ${latitude < 0 ? 'S' : 'N'}`;
  return `${north}, ${write(Math.abs(longitude))} ${longitude < 0 ? 'W' : 'E'}`;
}

/** A second is some 1/3600 degree: four digits fewer are as exact. */
function writeSexagesimal(degrees: number, digits: number): string {
  const secondDigits = Math.max(digits - 4, 0);
  // In steps of the last digit, so that none of the parts is rounded up to 60.
  const scale = 10 ** secondDigits;
  const steps = Math.round(degrees * 3600 * scale);
  const minutes = Math.floor(steps / (60 * scale));
  return `${Math.floor(minutes / 60)}° ${minutes % 60}' ${((steps % (60 * scale)) / scale).toFixed(secondDigits)}"`;
}

/** A sentence of NMEA 0183 without a time: what it says is the position. */
function writeGga({ latitude, longitude }: Position, digits: number): string {
  const north = `${writeNmea(latitude, 2, digits)},${latitude < 0 ? 'S' : 'N'}`;
  const east = `${writeNmea(longitude, 3, digits)},${longitude < 0 ? 'W' : 'E'}`;
  const body = `GPGGA,,${north},${east},1,,,,M,,M,,`;
  let checksum = 0;
  for (let index = 0; index < body.length; index += 1) checksum ^= body.charCodeAt(index);
  return `$${body}*${checksum.toString(16).toUpperCase().padStart(2, '0')}`;
}

function writeNmea(coordinate: number, width: number, digits: number): string {
  const scale = 10 ** digits;
  const steps = Math.round(Math.abs(coordinate) * 60 * scale);
  const minutes = ((steps % (60 * scale)) / scale).toFixed(digits);
  const minuteWidth = digits === 0 ? 2 : digits + 3;
  return `${String(Math.floor(steps / (60 * scale))).padStart(width, '0')}${minutes.padStart(minuteWidth, '0')}`;
}

/** Positions: nothing for what is none. */
export const gpsHelpers: readonly [string, Helper][] = [
  [
    'formatGps',
    {
      call([value, style, digits]) {
        const position = readPosition(value);
        const write = styles[toText(style) || 'decimal'];
        const count = digits === undefined ? defaultDigits : Math.trunc(toNumber(digits));
        if (!position || !write || !(count >= 0 && count <= maxDigits)) return undefined;
        return write(position, count);
      },
    },
  ],
  [
    'gpsDistance',
    {
      call(values) {
        const [from, to] = [readPosition(values[0]), readPosition(values[1])];
        return from && to ? distanceBetween(from, to) : undefined;
      },
    },
  ],
  [
    'gpsIsPointInside',
    {
      isBlock: true,
      call([value, polygon]) {
        const position = readPosition(value);
        const corners = readPolygon(polygon);
        return position !== undefined && corners !== undefined && isInside(position, corners);
      },
    },
  ],
];
