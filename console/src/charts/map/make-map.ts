import { t } from '../../words/words.ts';
import './controls.css';
import { Map as LibreMap, prewarm, type StyleSpecification, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { worldStyle } from './world.ts';

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

/**
 * Draws the ground of a map that has been brought to where it is to be: pictures of the operator's, or else the outline of the world that the
 * server brings along. That is shown once it is complete: a machine without a graphics card would draw, and read back, each picture on the way.
 */
export function drawGround(
  map: LibreMap,
  { scheme, style }: { scheme: 'light' | 'dark'; style?: StyleSpecification | string | undefined },
): void {
  if (style !== undefined) {
    map.setStyle(style);
    return;
  }
  const { style: look } = map.getCanvas();
  look.visibility = 'hidden';
  const show = () => look.removeProperty('visibility');
  map.once('idle', show);
  // Without its outline the places are still where they are.
  map.once('error', show);
  map.setStyle(worldStyle(scheme), { diff: false, validate: false });
}
