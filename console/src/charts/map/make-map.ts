import { t } from '../../words/words.ts';
import './controls.css';
import { type GeoJSONSource, Map as LibreMap, prewarm, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { type Area, countriesIn, everywhere, isWithin, widen } from './area.ts';
import { placeNames } from './country-names.ts';
import { fineFrom, readWorld, worldStyle } from './world.ts';

// A file of this server: a worker made of a text would be one more thing for the content security policy to allow.
setWorkerUrl(workerUrl);
// Whoever reads this file is about to draw a map: what prepares it begins to be read as well.
prewarm();

/** How a map begins. */
export interface MapStart {
  readonly center?: [number, number] | undefined;
  readonly zoom?: number | undefined;
  readonly bearing?: number | undefined;
  readonly pitch?: number | undefined;
}

/** A map in an element, on which `drawGround` draws; undefined where this browser cannot draw one (it has no WebGL). */
export function makeMap(container: HTMLElement, start: MapStart): LibreMap | undefined {
  const { center = [10, 30], zoom = 1, bearing = 0, pitch = 0 } = start;
  try {
    return new LibreMap({
      container,
      center,
      zoom,
      bearing,
      pitch,
      attributionControl: false,
      // The page scrolls under a finger or a wheel; two fingers, or Ctrl with the wheel, move the map.
      cooperativeGestures: true,
      // Kept, so that a print or a screenshot has it.
      canvasContextAttributes: { preserveDrawingBuffer: true },
      fadeDuration: 0,
      locale: { 'Map.Title': t('Map') },
    });
  } catch {
    return undefined;
  }
}

/** What of the world a map has been given. */
interface Given {
  readonly isFine: boolean;
  readonly area: Area;
}

/**
 * Draws the ground of a map that has been brought to where it is to be: pictures of the operator's, or else the outline of the world that the
 * server brings along. The outline is there from the first picture on: one without it would be drawn for nothing.
 */
export function drawGround(
  map: LibreMap,
  { scheme, style }: { scheme: 'light' | 'dark'; style?: StyleSpecification | string | undefined },
): void {
  if (style !== undefined) {
    map.setStyle(style);
    return;
  }
  let isGone = false;
  map.once('remove', () => {
    isGone = true;
  });
  const given = choosePart(map);
  const begin = (world: GeoJSON.FeatureCollection): void => {
    if (isGone) return;
    const seen = countriesIn(world, given.area);
    map.setStyle(worldStyle(scheme, seen, placeNames(seen)), { diff: false, validate: false });
    followView(map, given);
  };
  // Without its outline the places are still where they are.
  readWorld(given.isFine).then(begin, () => begin({ type: 'FeatureCollection', features: [] }));
}

/** Gives the map the outline that suits how close it is looked at: fine only of what is around there, because each map has a copy of it. */
function followView(map: LibreMap, first: Given): void {
  let given = first;
  map.on('moveend', () => {
    const own = choosePart(map);
    if (given.isFine === own.isFine && isWithin(areaOf(map), given.area)) return;
    given = own;
    void readWorld(own.isFine).then(
      (world) => {
        if (given !== own) return;
        const seen = countriesIn(world, own.area);
        map.getSource<GeoJSONSource>('world')?.setData(seen);
        map.getSource<GeoJSONSource>('names')?.setData(placeNames(seen));
      },
      () => undefined,
    );
  });
}

function choosePart(map: LibreMap): Given {
  const isFine = map.getZoom() >= fineFrom;
  return { isFine, area: isFine ? widen(areaOf(map)) : everywhere };
}

function areaOf(map: LibreMap): Area {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}
