import { describe, expect, test } from 'vitest';
import { countriesIn, everywhere, isWithin, widen } from '../../console/src/charts/map/area.ts';
import { boundsOf, cluster, project, readPosition, unwrapLongitudes } from '../../console/src/charts/map/clusters.ts';

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
  const square = (west: number, south: number) => [
    [
      [west, south],
      [west + 5, south],
      [west + 5, south + 5],
      [west, south + 5],
      [west, south],
    ],
  ];
  const country = (name: string, ...coordinates: number[][][][]) => ({
    type: 'Feature' as const,
    properties: { name },
    geometry: { type: 'MultiPolygon' as const, coordinates },
  });
  const island = { ...country('Island'), geometry: { type: 'Polygon' as const, coordinates: square(100, 0) } };
  const world = {
    type: 'FeatureCollection' as const,
    features: [country('Here', square(10, 45), square(-100, 20)), country('There', square(60, -30)), island],
  };

  test('is of what is around a place the parts of countries that lie there', () => {
    expect(countriesIn(world, [8, 44, 12, 47]).features).toEqual([country('Here', square(10, 45))]);
    expect(countriesIn(world, [98, -1, 101, 1]).features).toEqual([country('Island', square(100, 0))]);
    expect(countriesIn(world, [-1, -1, 1, 1]).features).toEqual([]);
    expect(countriesIn(world, everywhere)).toBe(world);
  });

  test('is read again only where somebody goes beyond what was read, and whole over the date line', () => {
    const area = widen([8, 44, 12, 47]);
    expect(area).toEqual([4, 41, 16, 50]);
    expect(isWithin([4, 44, 8, 47], area)).toBe(true);
    expect(isWithin([3, 44, 8, 47], area)).toBe(false);
    expect(widen([170, 0, 179, 5])).toBe(everywhere);
    expect(isWithin([175, 0, 185, 5], everywhere)).toBe(true);
  });
});
