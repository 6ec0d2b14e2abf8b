import address from 'virtual:world-tiles';
import type { StyleSpecification } from 'maplibre-gl';

const colors = {
  light: { sea: '#dde7ec', land: '#f8f7f3', border: '#a9b1b8', ink: '#495057' },
  dark: { sea: '#1d252b', land: '#333a40', border: '#5c666e', ink: '#c1c7cc' },
} as const;

/** The outline of the world, and the names in it (`world-tiles.ts`): nothing comes from another host. */
export function worldStyle(scheme: 'light' | 'dark'): StyleSpecification {
  const { sea, land, border, ink } = colors[scheme];
  return {
    version: 8,
    sources: {
      world: {
        type: 'vector',
        tiles: [`${window.location.origin}${address}`],
        maxzoom: 5,
        attribution: 'Natural Earth',
      },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      // Its edges are drawn by the borders: smoothed once more they would be one more program for a machine without a graphics card.
      {
        ...{ id: 'land', type: 'fill', source: 'world', 'source-layer': 'land' },
        paint: { 'fill-color': land, 'fill-antialias': false },
      },
      {
        ...{ id: 'borders', type: 'line', source: 'world', 'source-layer': 'borders' },
        paint: { 'line-color': border, 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.8, 7, 1.6] },
      },
      {
        ...{ id: 'names', type: 'symbol', source: 'world', 'source-layer': 'names' },
        minzoom: 2,
        // Drawn with the fonts of this machine: a style without an address of fonts asks nobody for them.
        layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'symbol-sort-key': ['get', 'rank'] },
        paint: { 'text-color': ink, 'text-halo-color': land, 'text-halo-width': 1.2 },
      },
    ] as StyleSpecification['layers'],
  };
}
