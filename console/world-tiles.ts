import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GeoJSONVT, type GeoJSONVTTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Plugin } from 'vite';
import { placeNames } from './country-names.ts';
import { unwrapLongitudes } from './src/charts/map/clusters.ts';

const require = createRequire(import.meta.url);
const extent = 4096;
/** Tiles farther than these are of an outline that is coarser (Natural Earth, public domain: 1:110, 1:50 and 1:10 million). */
export const outlines: readonly { readonly outline: string; readonly zooms: readonly number[] }[] = [
  { outline: 'countries-110m', zooms: [0, 1, 2] },
  { outline: 'countries-50m', zooms: [3, 4] },
  { outline: 'countries-10m', zooms: [5] },
];

/** One vector tile (Mapbox Vector Tile 2): layers `land`, `borders` and `names`; empty where there is only sea. */
export interface WorldTile {
  /** As in the address of a tile. */
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * The countries of the world, cut into tiles when the console is built: a map asks for the few that it shows, and only its own thread reads them.
 * Every tile of each zoom is there, because one that is not would be a failed request.
 */
export function makeWorldTiles(of = outlines): WorldTile[] {
  return of.flatMap(({ outline, zooms }) => {
    const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/${outline}.json`), 'utf8')) as Topology;
    const countries = topology.objects.countries as GeometryCollection;
    const world = (feature(topology, countries) as GeoJSON.FeatureCollection).features.map(
      ({ properties, geometry }): GeoJSON.Feature => ({
        ...{ type: 'Feature', properties },
        geometry: { type: 'MultiPolygon', coordinates: polygonsOf(geometry) },
      }),
    );
    // Each border once, though it is that of two countries.
    const borders = mesh(topology, countries as never).coordinates.map(unroll);
    const layers = Object.entries({
      land: collect(world.map(({ geometry }) => geometry)),
      borders: collect([{ type: 'MultiLineString', coordinates: borders }]),
      names: placeNames({ type: 'FeatureCollection', features: world }) as GeoJSON.FeatureCollection,
    }).map(([name, data]) => [name, index(data, zooms.at(-1) ?? 0)] as const);
    return zooms.flatMap((z) =>
      addressesOf(z).map(({ x, y }) => ({ path: `${z}/${x}/${y}`, content: cut(layers, z, x, y) })),
    );
  });
}

function index(data: GeoJSON.GeoJSON, maxZoom: number): GeoJSONVT {
  return new GeoJSONVT(data, {
    maxZoom: maxZoom + 1,
    indexMaxZoom: maxZoom,
    indexMaxPoints: 0,
    extent,
    buffer: 64,
    tolerance: 2,
  });
}

function addressesOf(z: number): { x: number; y: number }[] {
  const side = 2 ** z;
  return Array.from({ length: side * side }, (_, place) => ({ x: place % side, y: Math.floor(place / side) }));
}

function cut(layers: readonly (readonly [string, GeoJSONVT])[], z: number, x: number, y: number): Uint8Array {
  const found = layers.flatMap(([name, from]): [string, GeoJSONVTTile][] => {
    const tile = from.getTile(z, x, y);
    return tile && tile.features.length > 0 ? [[name, tile]] : [];
  });
  return found.length === 0 ? new Uint8Array() : fromGeojsonVt(Object.fromEntries(found), { version: 2, extent });
}

function collect(geometries: readonly GeoJSON.Geometry[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })),
  };
}

function polygonsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][][] {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return [];
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => closeOverPole(unroll(ring))));
}

/** Over the date line a line goes on beyond 180 degrees, instead of back around the whole world. */
function unroll(line: readonly GeoJSON.Position[]): GeoJSON.Position[] {
  const longitudes = unwrapLongitudes(line.map(([longitude = 0]) => longitude));
  return line.map(([, latitude = 0], place) => [longitudes[place] ?? 0, latitude]);
}

/** A coast that goes once around the world is that of Antarctica. */
function closeOverPole(ring: GeoJSON.Position[]): GeoJSON.Position[] {
  const [first = [0, 0], last = [0, 0]] = [ring[0], ring.at(-1)];
  if (Math.abs((last[0] ?? 0) - (first[0] ?? 0)) < 180) return ring;
  return [...ring, [last[0] ?? 0, -90], [first[0] ?? 0, -90], first];
}

const name = 'virtual:world-tiles';

/** Brings the tiles along with the console's other files, and their address (`{z}/{x}/{y}`) as the module `virtual:world-tiles`. */
export function worldTiles(): Plugin {
  let tiles: readonly WorldTile[] = [];
  let folder = '';
  return {
    name: 'world-tiles',
    buildStart() {
      tiles = makeWorldTiles();
      const hash = createHash('sha256');
      for (const { path, content } of tiles) hash.update(path).update(content);
      // Browsers keep files for ever: another world has another name.
      folder = `assets/world-${hash.digest('base64url').replaceAll(/[-_]/g, '').slice(0, 8)}`;
    },
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}` ? `export default ${JSON.stringify(`/console/${folder}/{z}/{x}/{y}.pbf`)};` : undefined,
    generateBundle() {
      for (const { path, content } of tiles) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${path}.pbf`, source: content });
      }
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const tile = tiles.find(({ path }) => request.url?.endsWith(`/${folder}/${path}.pbf`));
        if (tile) response.end(tile.content);
        else next();
      });
    },
  };
}
