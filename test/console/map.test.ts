import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, test } from 'vitest';
import { boundsOf, cluster, project, readPosition, unwrapLongitudes } from '../../console/src/charts/map/clusters.ts';
import { makeWorldTiles, outlines } from '../../console/world-tiles.ts';

const place = (key: string, latitude: number, longitude: number) => ({ key, latitude, longitude });

describe('places on a map', () => {
  const places = [place('a', 52.52, 13.4), place('b', 52.53, 13.41), place('c', -33.9, 18.4)];

  test('are together where they would lie over each other, and apart nearer to', () => {
    expect(cluster(places, 2).map(({ items }) => items.map(({ key }) => key))).toEqual([['a', 'b'], ['c']]);
    expect(cluster(places, 16)).toHaveLength(3);
    const [first] = cluster(places, 2);
    expect(first?.latitude).toBeCloseTo(52.525);
  });

  test('are each in one cluster, however many they are', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      place(`${index}`, (index % 170) - 85, (index % 360) - 180),
    );
    for (const zoom of [0, 3, 8]) {
      expect(cluster(many, zoom).reduce((sum, { items }) => sum + items.length, 0)).toBe(10_000);
    }
  });

  test('have a box around them', () => {
    expect(boundsOf(places)).toEqual([13.4, -33.9, 18.4, 52.53]);
    expect(boundsOf([])).toBeUndefined();
  });
});

test('the projection has the equator and the first meridian in the middle, and bears the poles', () => {
  expect(project({ latitude: 0, longitude: 0 })).toEqual([0.5, 0.5]);
  expect(project({ latitude: 90, longitude: 180 })[1]).toBeCloseTo(0);
  expect(project({ latitude: -90, longitude: -180 })[1]).toBeCloseTo(1);
});

test('a way over the date line has no jump', () => {
  expect(unwrapLongitudes([170, 179, -179, -170, 179])).toEqual([170, 179, 181, 190, 179]);
  expect(unwrapLongitudes([])).toEqual([]);
});

test.each([
  ['52.52,13.405', { latitude: 52.52, longitude: 13.405 }],
  ['-1,-2', { latitude: -1, longitude: -2 }],
  ['91,0', undefined],
  ['0,181', undefined],
  ['1', undefined],
  ['1,', undefined],
  ['1,2,3', undefined],
  [undefined, undefined],
  [{}, undefined],
])('%s is read as a position, or as none', (value, position) => {
  expect(readPosition(value)).toEqual(position);
});

describe('the outline of the world', () => {
  const tiles = makeWorldTiles(outlines.slice(0, 1));
  const layersOf = (path: string) =>
    new VectorTile(new PbfReader(tiles.find((tile) => tile.path === path)?.content ?? new Uint8Array())).layers;
  const featuresOf = (path: string, layer: string) => {
    const found = layersOf(path)[layer];
    return Array.from({ length: found?.length ?? 0 }, (_, place) => found?.feature(place));
  };

  test('has every tile of its zooms, with land, borders and names, and nothing in the sea', () => {
    expect(tiles).toHaveLength(1 + 4 + 16);
    expect(Object.keys(layersOf('2/2/1')).sort()).toEqual(['borders', 'land', 'names']);
    expect(featuresOf('2/2/1', 'names').map((each) => each?.properties.name)).toContain('Germany');
    expect(featuresOf('2/2/1', 'land').flatMap((each) => Object.keys(each?.properties ?? {}))).toEqual([]);
  });

  test('has no line that goes around the world where a country lies on both sides of the date line', () => {
    const lengths = tiles.flatMap(({ path }) =>
      featuresOf(path, 'borders').flatMap((each) =>
        (each?.loadGeometry() ?? []).flatMap((line) =>
          line.slice(1).map(({ x }, place) => Math.abs(x - (line[place]?.x ?? x))),
        ),
      ),
    );
    expect(lengths.length).toBeGreaterThan(1_000);
    expect(Math.max(...lengths)).toBeLessThan(1_500);
  });
});
