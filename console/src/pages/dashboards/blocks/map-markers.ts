import { type Map as LibreMap, Marker } from 'maplibre-gl';
import { t } from '../../../words/words.ts';

/** What somebody has chosen on a map. */
export interface ChosenPlace {
  readonly label: string;
  readonly text: string;
}

/** A pin that is an element of the page. */
export interface MarkedPlace extends ChosenPlace {
  /** Tells pins apart from one answer to the next. */
  readonly key: string;
  /** Longitude and latitude. */
  readonly at: readonly [number, number];
  readonly color: string;
  /** Which part of it stands at the place. */
  readonly stands: 'center' | 'bottom';
  /** A picture in place of the dot, and how many of its pixels are one of the page. */
  readonly icon?: { readonly url: string; readonly density: number };
}

interface ShownMarker {
  readonly marker: Marker;
  readonly look: string;
  chosen: ChosenPlace;
}

/** The pins of a map: moved while they look the same, so that a fleet that reports costs no elements. */
export class MapMarkers {
  readonly map: LibreMap;
  readonly #shown = new Map<string, ShownMarker>();

  constructor(map: LibreMap) {
    this.map = map;
  }

  /** Shows these pins and no others. */
  show(places: readonly MarkedPlace[], onChoose: (chosen: ChosenPlace) => void): void {
    const keys = new Set<string>();
    for (const place of places) {
      keys.add(place.key);
      const shown = this.#find(place, onChoose);
      shown.chosen = place;
      const element = shown.marker.getElement() as HTMLButtonElement;
      element.setAttribute('aria-label', place.label || t('Position'));
      element.title = place.label;
      element.disabled = place.text === '';
      shown.marker.setLngLat([...place.at]);
    }
    for (const [key, { marker }] of this.#shown) {
      if (keys.has(key)) continue;
      marker.remove();
      this.#shown.delete(key);
    }
  }

  #find(place: MarkedPlace, onChoose: (chosen: ChosenPlace) => void): ShownMarker {
    const look = JSON.stringify([place.color, place.stands, place.icon]);
    const before = this.#shown.get(place.key);
    if (before?.look === look) return before;
    before?.marker.remove();
    const element = toElement(place);
    const marker = new Marker({ element, anchor: place.stands }).setLngLat([...place.at]).addTo(this.map);
    const made: ShownMarker = { marker, look, chosen: place };
    element.addEventListener('click', () => onChoose({ label: made.chosen.label, text: made.chosen.text }));
    this.#shown.set(place.key, made);
    return made;
  }
}

function toElement({ icon, color }: MarkedPlace): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'dashboard-pin on-map';
  const dot = () => {
    const span = document.createElement('span');
    span.className = 'dashboard-dot';
    span.style.background = color;
    element.replaceChildren(span);
  };
  if (icon === undefined) {
    dot();
    return element;
  }
  const image = document.createElement('img');
  image.alt = '';
  image.onload = () => {
    image.width = (image.naturalWidth || 24) / icon.density;
  };
  image.onerror = dot;
  image.src = icon.url;
  element.append(image);
  return element;
}
