import type { StyleSpecification } from 'maplibre-gl';
import { t } from '../../../words/words.ts';
import type { MapView, Tiles } from '../shown-places.ts';

/** The operator's pictures that a map asks for, where there are any, and what is to be said where there are not. */
export function findTiles(
  { style }: MapView,
  tiles: Tiles | undefined,
): { readonly style: StyleSpecification | string | undefined; readonly note: string | undefined } {
  const wanted = style === 'satellite' ? tiles?.satellite : tiles?.normal;
  const source = wanted ?? tiles?.normal;
  const note =
    style === 'satellite' && tiles?.satellite === undefined ? t('No satellite pictures are set up here.') : undefined;
  if (!source?.includes('{z}')) return { style: source, note };
  return {
    style: {
      version: 8,
      sources: {
        tiles: { type: 'raster', tiles: [source], tileSize: 256, attribution: tiles?.attribution ?? '' },
      },
      layers: [{ id: 'tiles', type: 'raster', source: 'tiles' }],
    },
    note,
  };
}
