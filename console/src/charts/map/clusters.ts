/** Something that has a place, in degrees. */
export interface Place {
  readonly key: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface Cluster<Item extends Place> {
  /** The middle of its places. */
  readonly latitude: number;
  readonly longitude: number;
  readonly items: readonly Item[];
}

/** Pixels of the whole world at zoom 0, as MapLibre has it. */
const worldSize = 512;
/** The web's map projection ends here. */
const mostLatitude = 85.051129;

/** Where a place is on the whole world, 0 to 1 from west to east and from north to south (Web Mercator). */
export function project({ latitude, longitude }: Pick<Place, 'latitude' | 'longitude'>): [x: number, y: number] {
  const clamped = Math.max(-mostLatitude, Math.min(mostLatitude, latitude));
  const sine = Math.sin((clamped * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/**
 * Places that would lie over each other at a zoom, together: those of one square of `cell` px. Every place is in one cluster;
 * the largest come first, so that of too many the fullest are drawn.
 */
export function cluster<Item extends Place>(items: readonly Item[], zoom: number, cell = 56): Cluster<Item>[] {
  const scale = (worldSize * 2 ** zoom) / cell;
  const squares = new Map<string, Item[]>();
  for (const item of items) {
    const [x, y] = project(item);
    const square = `${Math.floor(x * scale)} ${Math.floor(y * scale)}`;
    const known = squares.get(square);
    if (known) known.push(item);
    else squares.set(square, [item]);
  }
  return [...squares.values()]
    .map((some) => ({
      latitude: some.reduce((sum, { latitude }) => sum + latitude, 0) / some.length,
      longitude: some.reduce((sum, { longitude }) => sum + longitude, 0) / some.length,
      items: some,
    }))
    .sort((a, b) => b.items.length - a.items.length);
}

/** The smallest box with all places in it, west, south, east, north; undefined for none. */
export function boundsOf(items: readonly Place[]): [number, number, number, number] | undefined {
  if (items.length === 0) return undefined;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { latitude, longitude } of items) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return [west, south, east, north];
}

/** Longitudes of a way without jumps: over the date line it goes on beyond 180. */
export function unwrapLongitudes(longitudes: readonly number[]): number[] {
  let turns = 0;
  return longitudes.map((longitude, index) => {
    const before = longitudes[index - 1] ?? longitude;
    if (longitude - before > 180) turns -= 1;
    if (longitude - before < -180) turns += 1;
    return longitude + 360 * turns;
  });
}

/** A position as it is reported, `lat,lon`; undefined for anything else. */
export function readPosition(value: unknown): { latitude: number; longitude: number } | undefined {
  const [latitude, longitude, ...rest] = String(value)
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (latitude === undefined || longitude === undefined || rest.length > 0) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
