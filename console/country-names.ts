/** As GeoJSON has it, as far as it is read here. */
type Position = readonly number[];
interface Feature {
  readonly properties: Readonly<Record<string, unknown>> | null;
  readonly geometry: { readonly type: string; readonly coordinates?: unknown };
}

export interface NameFeature {
  readonly type: 'Feature';
  readonly properties: { readonly name: string; readonly rank: number };
  readonly geometry: { readonly type: 'Point'; readonly coordinates: number[] };
}

/** Where the name of each country stands: in the middle of its largest part. */
export function placeNames({ features }: { readonly type: string; readonly features: readonly Feature[] }): {
  type: 'FeatureCollection';
  features: NameFeature[];
} {
  return {
    type: 'FeatureCollection',
    features: features.flatMap(({ geometry, properties }): NameFeature[] => {
      const name = String(properties?.name ?? '');
      const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates) as Position[][][];
      const rings = /Polygon$/.test(geometry.type) ? polygons.map((polygon) => polygon[0] ?? []) : [];
      const parts = rings.map(measure).sort((one, other) => other.area - one.area);
      const largest = parts[0];
      if (name === '' || !largest) return [];
      const point = { type: 'Point' as const, coordinates: [...largest.middle] };
      return [{ type: 'Feature', properties: { name, rank: -largest.area }, geometry: point }];
    }),
  };
}

/** The area of a ring in square degrees, and its centre of mass. */
export function measure(ring: readonly Position[]): { area: number; middle: readonly [number, number] } {
  let [twice, x, y] = [0, 0, 0];
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const [fromX = 0, fromY = 0] = ring[index] ?? [];
    const [toX = 0, toY = 0] = ring[index + 1] ?? [];
    const cross = fromX * toY - toX * fromY;
    twice += cross;
    x += (fromX + toX) * cross;
    y += (fromY + toY) * cross;
  }
  if (twice === 0) return { area: 0, middle: [ring[0]?.[0] ?? 0, ring[0]?.[1] ?? 0] };
  return { area: Math.abs(twice / 2), middle: [x / (3 * twice), y / (3 * twice)] };
}
