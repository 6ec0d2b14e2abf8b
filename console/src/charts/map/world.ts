import type { StyleSpecification } from 'maplibre-gl';
import countries50 from 'world-atlas/countries-50m.json?url';
import countries110 from 'world-atlas/countries-110m.json?url';

/** From here on the coarse outline of the world shows its corners. */
export const fineFrom = 3.5;

const colors = {
  light: { sea: '#dde7ec', land: '#f8f7f3', border: '#a9b1b8', ink: '#495057' },
  dark: { sea: '#1d252b', land: '#333a40', border: '#5c666e', ink: '#c1c7cc' },
} as const;

/** The outline of the world, and the names in it: nothing comes from another host. */
export function worldStyle(
  scheme: 'light' | 'dark',
  world: GeoJSON.FeatureCollection,
  names: GeoJSON.FeatureCollection,
): StyleSpecification {
  const { sea, land, border, ink } = colors[scheme];
  return {
    version: 8,
    sources: {
      world: { type: 'geojson', data: world, attribution: 'Natural Earth' },
      names: { type: 'geojson', data: names },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'land', type: 'fill', source: 'world', paint: { 'fill-color': land } },
      { id: 'borders', type: 'line', source: 'world', paint: { 'line-color': border, 'line-width': 0.8 } },
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        minzoom: 2,
        // Drawn with the fonts of this machine: a style without an address of fonts asks nobody for them.
        layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'symbol-sort-key': ['get', 'rank'] },
        paint: { 'text-color': ink, 'text-halo-color': land, 'text-halo-width': 1.2 },
      },
    ],
  };
}

const read = new Map<string, Promise<GeoJSON.FeatureCollection>>();

/** The countries of the world (Natural Earth, public domain), 1:110 million, or 1:50 million where somebody looks closer. */
export function readWorld(isFine: boolean): Promise<GeoJSON.FeatureCollection> {
  const address = isFine ? countries50 : countries110;
  const known = read.get(address);
  if (known) return known;
  const reading = load(address);
  read.set(address, reading);
  reading.catch(() => read.delete(address));
  return reading;
}

async function load(address: string): Promise<GeoJSON.FeatureCollection> {
  const [{ feature }, topology] = await Promise.all([
    import('topojson-client'),
    fetch(address).then((response) => response.json() as Promise<TopoJSON.Topology>),
  ]);
  return feature(topology, topology.objects.countries as TopoJSON.GeometryCollection) as GeoJSON.FeatureCollection;
}
