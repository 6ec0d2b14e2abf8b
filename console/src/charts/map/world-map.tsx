import { t } from '../../words/words.ts';
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import { Box, Text, useComputedColorScheme } from '@mantine/core';
import { AttributionControl, type GeoJSONSource, type Map as LibreMap, Marker, NavigationControl } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { boundsOf, type Cluster, cluster, type Place, unwrapLongitudes } from './clusters.ts';
import { drawGround, makeMap } from './make-map.ts';

/** A place with a name that can be opened. */
export interface MapPlace extends Place {
  readonly name: string;
}

export interface WorldMapProps {
  readonly label: string;
  readonly places: readonly MapPlace[];
  /** A way, in the order of time. */
  readonly track?: readonly { readonly latitude: number; readonly longitude: number }[] | undefined;
  readonly height: number;
  readonly onOpen?: ((place: MapPlace) => void) | undefined;
}

/** Markers are elements of the page, so that the keyboard and screen readers reach them: no more than a page can bear. */
const mostMarkers = 300;
const trackColor = '#1c7ed6';
/** Closer is never gone by itself: a street says nothing on an outline of the world. */
const closest = 12;

/**
 * Places on an outline of the world that the server brings along. Those that would lie over each other are one marker with
 * their number, which zooms in; a single one opens what it stands for.
 */
export function WorldMap(props: WorldMapProps) {
  const { label, places, track, height } = props;
  const scheme = useComputedColorScheme('light');
  const host = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<LibreMap>();
  const [isImpossible, setImpossible] = useState(false);
  const hasMoved = useRef(false);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = makeMap(element, {});
    if (made === undefined) {
      setImpossible(true);
      return;
    }
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    made.on('movestart', (event) => {
      // What follows the hand, not what follows the data.
      if ('originalEvent' in event && event.originalEvent) hasMoved.current = true;
    });
    made.on('load', () => setMap(made));
    // At once where it is to be: what is drawn on the way there would be drawn for nothing.
    fit(made, seenOf(latest.current));
    drawGround(made, { scheme });
    return () => {
      made.remove();
      setMap(undefined);
    };
  }, [scheme]);

  useEffect(() => {
    if (!map) return;
    showTrack(map, track ?? []);
    let markers: Marker[] = [];
    const draw = (): void => {
      for (const marker of markers) marker.remove();
      markers = cluster(places, map.getZoom())
        .slice(0, mostMarkers)
        .map((each) => toMarker(map, each, hasMoved, latest.current.onOpen));
    };
    if (!hasMoved.current) fit(map, seenOf({ places, track }));
    draw();
    map.on('zoomend', draw);
    return () => {
      map.off('zoomend', draw);
      for (const marker of markers) marker.remove();
    };
  }, [map, places, track]);

  if (isImpossible) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t('This browser cannot draw maps: it has no WebGL. The list below has every place.')}
      </Text>
    );
  }
  return (
    <Box ref={host} h={height} role="region" aria-label={label} className="world-map" data-ready={map !== undefined} />
  );
}

function toMarker(
  map: LibreMap,
  { latitude, longitude, items }: Cluster<MapPlace>,
  hasMoved: { current: boolean },
  onOpen: WorldMapProps['onOpen'],
): Marker {
  const [first] = items;
  const isOne = items.length === 1;
  const element = document.createElement('button');
  element.type = 'button';
  element.className = isOne ? 'map-pin' : 'map-cluster';
  const name = isOne ? (first?.name ?? '') : formatCount(items.length, 'device');
  element.setAttribute('aria-label', isOne ? name : t('{name}: zoom in', { name }));
  element.title = name;
  if (!isOne) element.textContent = formatNumber(items.length);
  element.addEventListener('click', () => {
    if (isOne) return first && onOpen?.(first);
    hasMoved.current = true;
    const bounds = boundsOf(items);
    const isSpot = bounds === undefined || (bounds[0] === bounds[2] && bounds[1] === bounds[3]);
    if (isSpot) map.jumpTo({ center: [longitude, latitude], zoom: map.getZoom() + 2 });
    else map.fitBounds(bounds, { padding: 60, maxZoom: 18, animate: false });
  });
  return new Marker({ element }).setLngLat([longitude, latitude]).addTo(map);
}

/** All that is to be seen at first. */
function seenOf({ places, track = [] }: Pick<WorldMapProps, 'places' | 'track'>): readonly Place[] {
  return [...places, ...track.map((at, index) => ({ ...at, key: String(index) }))];
}

function fit(map: LibreMap, places: readonly Place[]): void {
  const bounds = boundsOf(places);
  if (bounds) map.fitBounds(bounds, { padding: 48, maxZoom: closest, animate: false });
}

function showTrack(map: LibreMap, track: NonNullable<WorldMapProps['track']>): void {
  const longitudes = unwrapLongitudes(track.map(({ longitude }) => longitude));
  const coordinates = track.map(({ latitude }, index) => [longitudes[index] ?? 0, latitude]);
  const data: GeoJSON.Feature = { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } };
  const source = map.getSource('track') as GeoJSONSource | undefined;
  if (source) source.setData(data);
  else {
    map.addSource('track', { type: 'geojson', data });
    map.addLayer({
      id: 'track',
      type: 'line',
      source: 'track',
      paint: { 'line-color': trackColor, 'line-width': 2.5 },
    });
  }
}
