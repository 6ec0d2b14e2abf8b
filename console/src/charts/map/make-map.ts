import { t } from '../../words/words.ts';
import './controls.css';
import { type GeoJSONSource, Map as LibreMap, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { type Area, countriesIn, everywhere, isWithin, widen } from './area.ts';
import { placeNames } from './country-names.ts';
import { fineFrom, readWorld, worldStyle } from './world.ts';

// A file of this server: a worker made of a text would be one more thing for the content security policy to allow.
setWorkerUrl(workerUrl);

/** How a map begins. */
export interface MapStart {
  readonly scheme: 'light' | 'dark';
  /** Pictures of the operator's; left out: the outline of the world that the server brings along. */
  readonly style?: StyleSpecification | string | undefined;
  /** Longitude and latitude. */
  readonly center?: [number, number] | undefined;
  readonly zoom?: number | undefined;
  readonly bearing?: number | undefined;
  readonly pitch?: number | undefined;
}

/** A map in an element; undefined where this browser cannot draw one (it has no WebGL). */
export function makeMap(container: HTMLElement, start: MapStart): LibreMap | undefined {
  const { scheme, style, center = [10, 30], zoom = 1, bearing = 0, pitch = 0 } = start;
  try {
    const map = new LibreMap({
      container,
      style: style ?? worldStyle(scheme),
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
    if (style === undefined) followView(map);
    return map;
  } catch {
    return undefined;
  }
}

/** Gives the map the outline that suits how close it is looked at: fine only of what is around there, because each map has a copy of it. */
function followView(map: LibreMap): void {
  let given: { readonly isFine: boolean; readonly area: Area } | undefined;
  const follow = (): void => {
    const isFine = map.getZoom() >= fineFrom;
    const view = areaOf(map);
    if (given?.isFine === isFine && isWithin(view, given.area)) return;
    const own = { isFine, area: isFine ? widen(view) : everywhere };
    given = own;
    void readWorld(isFine).then(
      (world) => {
        if (given !== own) return;
        const seen = countriesIn(world, own.area);
        map.getSource<GeoJSONSource>('world')?.setData(seen);
        map.getSource<GeoJSONSource>('names')?.setData(placeNames(seen));
      },
      // Without its outline the places are still where they are.
      () => undefined,
    );
  };
  map.on('style.load', follow);
  map.on('moveend', follow);
}

function areaOf(map: LibreMap): Area {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}
