import type { GeoJSONSource, Map as LibreMap } from 'maplibre-gl';
import { formatTime } from '../../../shared/format.ts';
import { t } from '../../../words/words.ts';
import type { MapData } from '../shown-places.ts';
import { pinColor, unwrapLongitudes } from './pins.ts';

const wayColor = '#1c7ed6';

interface DrawOptions {
  /** Whether pins are drawn as dots, instead of being elements of the page. */
  readonly isDrawn: boolean;
  readonly onChoose: (chosen: { label: string; text: string }) => void;
}

/** Draws the ways of all tracks, and their pins where they are too many to be elements. */
export function showTracks(map: LibreMap, data: MapData, { isDrawn, onChoose }: DrawOptions): void {
  const ways = data.tracks.flatMap(({ latitudes, longitudes }): GeoJSON.Feature[] => {
    const coordinates = unwrapLongitudes(longitudes).map((longitude, index) => [longitude, latitudes[index] ?? 0]);
    if (coordinates.length < 2) return [];
    return [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }];
  });
  showWays(map, data.lines === false ? [] : ways, data.arrows === true);
  const pins = isDrawn ? data.tracks.flatMap((track) => toFeatures(track, data)) : [];
  if (!setSource(map, 'pins', pins, data.cluster === true) || map.getLayer('pins')) return;
  map.addLayer({
    id: 'pins',
    type: 'circle',
    source: 'pins',
    paint: {
      'circle-color': ['coalesce', ['get', 'color'], wayColor],
      'circle-radius': ['case', ['has', 'point_count'], ['min', 24, ['+', 8, ['ln', ['get', 'point_count']]]], 6],
      'circle-stroke-color': '#fff',
      'circle-stroke-width': 1.5,
    },
  });
  map.addLayer({
    id: 'counts',
    type: 'symbol',
    source: 'pins',
    filter: ['has', 'point_count'],
    layout: { 'text-field': ['to-string', ['get', 'point_count']], 'text-size': 11, 'text-allow-overlap': true },
    paint: { 'text-color': '#fff' },
  });
  map.on('click', 'pins', ({ features }) => {
    const { popup = '', name = '', point_count: count } = features?.[0]?.properties ?? {};
    if (count !== undefined)
      onChoose({
        label: t('Positions'),
        text: t('{count} positions; zoom in to see them one by one.', { count: String(count) }),
      });
    else if (popup !== '') onChoose({ label: String(name), text: String(popup) });
  });
}

function showWays(map: LibreMap, ways: GeoJSON.Feature[], hasArrows: boolean): void {
  if (!setSource(map, 'ways', ways)) return;
  if (!map.getLayer('ways')) {
    map.addLayer({ id: 'ways', type: 'line', source: 'ways', paint: { 'line-color': wayColor, 'line-width': 2.5 } });
  }
  if (!hasArrows || map.getLayer('arrows')) return;
  if (!map.hasImage('arrow')) map.addImage('arrow', drawArrow());
  map.addLayer({
    id: 'arrows',
    type: 'symbol',
    source: 'ways',
    layout: { 'symbol-placement': 'line', 'symbol-spacing': 60, 'icon-image': 'arrow', 'icon-allow-overlap': true },
  });
}

function toFeatures(track: MapData['tracks'][number], data: MapData): GeoJSON.Feature[] {
  const longitudes = unwrapLongitudes(track.longitudes);
  return track.pins.map((pin) => {
    const time = track.times[pin.index];
    const name = [track.deviceName, time === undefined ? undefined : formatTime(time)].filter(Boolean).join(', ');
    return {
      type: 'Feature',
      properties: { color: pinColor(pin, track.times.length, data), popup: pin.popup ?? '', name },
      geometry: { type: 'Point', coordinates: [longitudes[pin.index] ?? 0, track.latitudes[pin.index] ?? 0] },
    };
  });
}

/** Draws how dense positions are, or each as a dot. */
export function showHeat(map: LibreMap, points: readonly (readonly [number, number])[], isDots: boolean): void {
  const features = points.map(
    (coordinates): GeoJSON.Feature => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Point', coordinates: [...coordinates] },
    }),
  );
  if (!setSource(map, 'heat', features) || map.getLayer('heat')) return;
  map.addLayer(
    isDots
      ? {
          id: 'heat',
          type: 'circle',
          source: 'heat',
          paint: {
            'circle-color': '#d9480f',
            'circle-radius': 5,
            'circle-opacity': 0.7,
            'circle-stroke-color': '#fff',
            'circle-stroke-width': 1,
          },
        }
      : { id: 'heat', type: 'heatmap', source: 'heat', paint: { 'heatmap-radius': 22, 'heatmap-opacity': 0.85 } },
  );
}

/** What a source was last given. */
const given = new WeakMap<GeoJSONSource, string>();

/**
 * The same data is not given again: it would be cut into tiles and drawn anew.
 *
 * @returns whether there is such a source: not before there is something to draw
 */
function setSource(map: LibreMap, id: string, features: GeoJSON.Feature[], cluster = false): boolean {
  const data: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features };
  const text = JSON.stringify(features);
  const source = map.getSource<GeoJSONSource>(id);
  if (!source) {
    if (features.length === 0) return false;
    map.addSource(id, { type: 'geojson', data, ...(cluster ? { cluster: true, clusterRadius: 40 } : {}) });
    const added = map.getSource<GeoJSONSource>(id);
    if (added) given.set(added, text);
    return true;
  }
  if (given.get(source) === text) return true;
  given.set(source, text);
  source.setData(data);
  return true;
}

function drawArrow(): ImageData {
  const size = 16;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = wayColor;
  context.beginPath();
  context.moveTo(3, 2);
  context.lineTo(14, 8);
  context.lineTo(3, 14);
  context.fill();
  return context.getImageData(0, 0, size, size);
}
