import { parseGps } from '../../kernel/gps.ts';
import { toText } from './conversions.ts';
import { isContainer, readOwn } from './values.ts';

/** A place on the earth, in degrees. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** As many corners as anybody draws. */
const maxCorners = 10_000;
/** The mean radius of the earth in metres. */
const earthRadius = 6_371_008.8;

/**
 * The position that a value of a payload means: a text in any form that GPS attributes take, `[latitude, longitude]`, or an
 * object with `latitude` and `longitude`, or `lat` and `lng` or `lon`. Undefined for anything else.
 */
export function readPosition(value: unknown): Position | undefined {
  if (typeof value === 'string') return readDecimal(parseGps(value));
  if (!isContainer(value)) return undefined;
  const pair = Array.isArray(value)
    ? [value[0], value[1]]
    : [first(value, 'latitude', 'lat'), first(value, 'longitude', 'lng', 'lon')];
  return pair.includes(undefined) ? undefined : readDecimal(parseGps(pair.map(toText).join(',')));
}

function first(value: object, ...names: string[]): unknown {
  return names.map((name) => readOwn(value, name)).find((found) => found !== undefined);
}

function readDecimal(text: string | undefined): Position | undefined {
  const [latitude, longitude] = (text ?? '').split(',').map(Number);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

/** Metres on a sphere between two positions. */
export function distanceBetween(from: Position, to: Position): number {
  const [latitude1, latitude2] = [radians(from.latitude), radians(to.latitude)];
  const byLatitude = Math.sin((latitude2 - latitude1) / 2) ** 2;
  const byLongitude = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const haversine = byLatitude + Math.cos(latitude1) * Math.cos(latitude2) * byLongitude;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/**
 * The corners of a polygon: an array of positions, or a text with one in each line. Undefined where one of them is none, or
 * where there are fewer than three or more than 10,000.
 */
export function readPolygon(value: unknown): Position[] | undefined {
  const items = typeof value === 'string' ? value.split(/[\n;]/).filter((line) => line.trim() !== '') : value;
  if (!Array.isArray(items) || items.length < 3 || items.length > maxCorners) return undefined;
  const corners = items.map(readPosition);
  return corners.includes(undefined) ? undefined : (corners as Position[]);
}

/** Whether the position is inside of the polygon, degrees taken as a flat map; the last corner meets the first. */
export function isInside({ latitude, longitude }: Position, corners: readonly Position[]): boolean {
  let inside = false;
  let before = corners.at(-1);
  for (const corner of corners) {
    if (before && corner.latitude > latitude !== before.latitude > latitude) {
      const part = (latitude - corner.latitude) / (before.latitude - corner.latitude);
      if (longitude < corner.longitude + part * (before.longitude - corner.longitude)) inside = !inside;
    }
    before = corner;
  }
  return inside;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
