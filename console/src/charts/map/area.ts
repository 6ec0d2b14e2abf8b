/** A part of the world in degrees. */
export type Area = readonly [west: number, south: number, east: number, north: number];

export const everywhere: Area = [-180, -90, 180, 90];

/** The area with as much again on each side; everywhere where it reaches over the date line. */
export function widen([west, south, east, north]: Area): Area {
  const [width, height] = [east - west, north - south];
  const wide: Area = [west - width, Math.max(-90, south - height), east + width, Math.min(90, north + height)];
  return wide[0] < -180 || wide[2] > 180 ? everywhere : wide;
}

export function isWithin(inner: Area, outer: Area): boolean {
  if (outer === everywhere) return true;
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

type Polygon = readonly (readonly (readonly number[])[])[];
/** As GeoJSON has it, as far as it is read here. */
interface Country {
  readonly geometry: { readonly type: string; readonly coordinates?: unknown };
}

/** Of each part of a country; the outlines that the server brings along are read once and stay. */
const known = new WeakMap<Polygon, Area>();

/** What of the countries lies in an area, or partly does. */
export function countriesIn<World extends { readonly features: readonly Country[] }>(world: World, area: Area): World {
  if (area === everywhere) return world;
  const features = world.features.flatMap((country) => {
    const coordinates = polygonsOf(country).filter((polygon) => meets(extentOf(polygon), area));
    return coordinates.length === 0 ? [] : [{ ...country, geometry: { type: 'MultiPolygon', coordinates } }];
  });
  return { ...world, features };
}

function polygonsOf({ geometry: { type, coordinates } }: Country): readonly Polygon[] {
  if (type === 'Polygon') return [coordinates as Polygon];
  return type === 'MultiPolygon' ? (coordinates as readonly Polygon[]) : [];
}

function extentOf(polygon: Polygon): Area {
  const before = known.get(polygon);
  if (before) return before;
  let [west, south, east, north] = [180, 90, -180, -90];
  // What a ring leaves out lies inside of it.
  for (const [longitude = 0, latitude = 0] of polygon[0] ?? []) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  const extent: Area = [west, south, east, north];
  known.set(polygon, extent);
  return extent;
}

function meets(one: Area, other: Area): boolean {
  return one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1];
}
