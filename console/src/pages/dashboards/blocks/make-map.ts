import { type GeoJSONSource, Map as LibreMap, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { MapView, Tiles } from '../shown-places.ts';
import { placeNames } from './country-names.ts';
import { fineFrom, readWorld, toStyle } from './map-style.ts';

// A file of this server: a worker made of a text would be one more thing for the content security policy to allow.
setWorkerUrl(workerUrl);

/** A map on the operator's tiles, or on the outline of the world; in words, where this browser cannot draw one. */
export function makeMap(
  container: HTMLElement,
  { view, tiles, scheme }: { view: MapView; tiles: Tiles | undefined; scheme: 'light' | 'dark' },
): { readonly map: LibreMap; readonly note: string | undefined } | { readonly problem: string } {
  const { style, hasOutline, note } = toStyle(view, tiles, scheme);
  try {
    const map = new LibreMap({
      container,
      style,
      center: view.center ? [view.center[1], view.center[0]] : [10, 30],
      zoom: typeof view.zoom === 'number' ? view.zoom : 1,
      bearing: view.bearing ?? 0,
      pitch: view.pitch ?? 0,
      attributionControl: false,
      // The page scrolls under a finger or a wheel; two fingers, or Ctrl with the wheel, move the map.
      cooperativeGestures: true,
      // Kept, so that a print or a screenshot has it.
      canvasContextAttributes: { preserveDrawingBuffer: true },
      fadeDuration: 0,
      locale: { 'Map.Title': 'Map' },
    });
    if (hasOutline) {
      let isFine: boolean | undefined;
      const follow = () => {
        const wanted = map.getZoom() >= fineFrom;
        if (wanted === isFine) return;
        isFine = wanted;
        void readWorld(wanted).then(
          (world) => {
            if (isFine !== wanted) return;
            map.getSource<GeoJSONSource>('world')?.setData(world);
            map.getSource<GeoJSONSource>('names')?.setData(placeNames(world));
          },
          () => undefined,
        );
      };
      map.on('load', follow);
      map.on('zoomend', follow);
    }
    return { map, note };
  } catch {
    return { problem: 'This browser cannot draw maps: it has no WebGL.' };
  }
}
