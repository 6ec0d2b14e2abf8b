import { Map as LibreMap, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { fineFrom, readWorld, worldStyle } from './world.ts';

// A file of this server: a worker made of a text would be one more thing for the content security policy to allow.
setWorkerUrl(workerUrl);

interface Settable {
  setData(data: GeoJSON.GeoJSON): void;
}

/** A map of the world's outline, in an element; undefined where this browser cannot draw one (it has no WebGL). */
export function makeMap(container: HTMLElement, scheme: 'light' | 'dark'): LibreMap | undefined {
  try {
    const map = new LibreMap({
      container,
      style: worldStyle(scheme),
      center: [10, 30],
      zoom: 1,
      attributionControl: false,
      // The page scrolls under a finger or a wheel; two fingers, or Ctrl with the wheel, move the map.
      cooperativeGestures: true,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      fadeDuration: 0,
      locale: { 'Map.Title': 'Map' },
    });
    let isFine: boolean | undefined;
    const follow = (): void => {
      const wanted = map.getZoom() >= fineFrom;
      if (wanted === isFine) return;
      isFine = wanted;
      void readWorld(wanted).then(
        (world) => {
          const source = map.getSource('world');
          if (isFine === wanted && source && 'setData' in source) (source as unknown as Settable).setData(world);
        },
        // Without its outline the places are still where they are.
        () => undefined,
      );
    };
    map.on('load', follow);
    map.on('zoomend', follow);
    return map;
  } catch {
    return undefined;
  }
}
