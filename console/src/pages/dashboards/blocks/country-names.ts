/** Where the name of each country stands: in the middle of its largest part. */
export function placeNames({ features }: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: features.flatMap(({ geometry, properties }): GeoJSON.Feature[] => {
      const name = String(properties?.name ?? '');
      const rings =
        geometry.type === 'Polygon'
          ? [geometry.coordinates[0] ?? []]
          : geometry.type === 'MultiPolygon'
            ? geometry.coordinates.map((polygon) => polygon[0] ?? [])
            : [];
      const parts = rings.map(measure).sort((one, other) => other.area - one.area);
      const largest = parts[0];
      if (name === '' || !largest) return [];
      const point: GeoJSON.Point = { type: 'Point', coordinates: [...largest.middle] };
      return [{ type: 'Feature', properties: { name, rank: -largest.area }, geometry: point }];
    }),
  };
}

/** The area of a ring in square degrees, and its centre of mass. */
export function measure(ring: readonly GeoJSON.Position[]): { area: number; middle: readonly [number, number] } {
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
