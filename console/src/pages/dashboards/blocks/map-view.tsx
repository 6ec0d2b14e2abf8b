import { Box, useComputedColorScheme } from '@mantine/core';
import {
  AttributionControl,
  type Map as LibreMap,
  LngLatBounds,
  Marker,
  NavigationControl,
  ScaleControl,
} from 'maplibre-gl';
import { t } from '../../../words/words.ts';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef, useState } from 'react';
import { makeMap } from '../../../charts/map/make-map.ts';
import { formatCount, formatTime } from '../../../shared/format.ts';
import type { HeatmapData, MapData, MapTrack, Tiles, MapView as View } from '../shown-places.ts';
import { showHeat, showTracks } from './map-layers.ts';
import { findTiles } from './map-tiles.ts';
import { densityOf, pinColor, unwrapLongitudes } from './pins.ts';
import { CornerNote, Popup } from './popup.tsx';
import { readImage } from './safe-url.ts';

interface Chosen {
  readonly label: string;
  readonly text: string;
}

/** Pins that are elements of the page, reached with the keyboard and read aloud; more are drawn as dots. */
const mostMarkers = 300;

/** Where devices were, and on which way. */
export function MapBlock({ data, height, label }: { data: MapData; height: number; label: string }) {
  const [chosen, setChosen] = useState<Chosen>();
  const markers = useRef<Marker[]>([]);
  const points = data.tracks.flatMap((track) => toPoints(track));
  const count = data.tracks.reduce((sum, { pins }) => sum + pins.length, 0);
  const isDrawn = count > mostMarkers || data.cluster === true;
  const show = (map: LibreMap) => {
    for (const marker of markers.current) marker.remove();
    markers.current = [];
    showTracks(map, data, { isDrawn, onChoose: setChosen });
    if (isDrawn) return;
    for (const track of data.tracks) {
      const longitudes = unwrapLongitudes(track.longitudes);
      for (const pin of track.pins) {
        const { index, icon, popup = '' } = pin;
        const time = track.times[index];
        const name = [track.deviceName, time === undefined ? undefined : formatTime(time)].filter(Boolean).join(', ');
        const element = toElement({ name, icon, color: pinColor(pin, track.times.length, data), data });
        element.disabled = popup === '';
        element.addEventListener('click', () => setChosen({ label: name, text: popup }));
        markers.current.push(
          new Marker({ element, anchor: icon === undefined ? 'center' : 'bottom' })
            .setLngLat([longitudes[index] ?? 0, track.latitudes[index] ?? 0])
            .addTo(map),
        );
      }
    }
  };
  const { leftOut = 0 } = data;
  const notes = [
    ...(leftOut > 0 ? [t('{reports} without a position', { reports: formatCount(leftOut, 'report') })] : []),
    ...(data.tracks.some(({ isSimplified }) => isSimplified) ? [t('long ways are drawn with fewer points')] : []),
  ];
  return (
    <Box pos="relative" h="100%">
      <MapFrame data={data} points={points} height={height} label={label} show={show} notes={notes} />
      {chosen ? <Popup {...chosen} onClose={() => setChosen(undefined)} /> : null}
    </Box>
  );
}

/** Where most positions are. */
export function HeatmapBlock({ data, height, label }: { data: HeatmapData; height: number; label: string }) {
  const { latitudes, longitudes, leftOut = 0 } = data;
  const points = longitudes.map((longitude, index): [number, number] => [longitude, latitudes[index] ?? 0]);
  const notes = leftOut > 0 ? [t('{reports} without a position', { reports: formatCount(leftOut, 'report') })] : [];
  return (
    <MapFrame
      data={data}
      points={points}
      height={height}
      label={label}
      show={(map) => showHeat(map, points, data.isDots === true)}
      notes={notes}
    />
  );
}

function MapFrame(props: {
  data: { readonly view: View; readonly tiles?: Tiles };
  points: readonly (readonly [number, number])[];
  height: number;
  label: string;
  show: (map: LibreMap) => void;
  notes: readonly string[];
}) {
  const { data, points, height, label, notes } = props;
  const scheme = useComputedColorScheme('light');
  const host = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<LibreMap>();
  const [problem, setProblem] = useState<string>();
  const [styleNote, setStyleNote] = useState<string>();
  const hasMoved = useRef(false);
  const latest = useRef(props);
  latest.current = props;
  const source = JSON.stringify([data.view.style, data.tiles, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `source` is what the map is made of; the rest is set below
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const { view, tiles } = latest.current.data;
    const { style, note } = findTiles(view, tiles);
    const own = makeMap(element, {
      scheme,
      style,
      center: view.center ? [view.center[1], view.center[0]] : undefined,
      zoom: typeof view.zoom === 'number' ? view.zoom : undefined,
      bearing: view.bearing,
      pitch: view.pitch,
    });
    if (own === undefined) {
      setProblem(t('This browser cannot draw maps: it has no WebGL.'));
      return;
    }
    setStyleNote(note);
    own.addControl(new NavigationControl({ visualizePitch: true }), 'top-right');
    own.addControl(new ScaleControl({ maxWidth: 80 }), 'bottom-left');
    own.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    own.on('movestart', (event) => {
      // What follows the hand, not what follows the data.
      if ('originalEvent' in event && event.originalEvent) hasMoved.current = true;
    });
    own.on('load', () => setMap(own));
    return () => {
      own.remove();
      setMap(undefined);
    };
  }, [source]);

  useEffect(() => {
    if (!map) return;
    latest.current.show(map);
    if (!hasMoved.current) place(map, data.view, points);
    // For tests and for print: whether what is drawn is what was read.
    map.once('idle', () => host.current?.setAttribute('data-drawn', 'true'));
  }, [map, data, points]);

  if (problem !== undefined) return <CornerNote>{problem}</CornerNote>;
  const all = [...notes, ...(styleNote === undefined ? [] : [styleNote])];
  return (
    <Box pos="relative">
      <Box ref={host} h={height} role="region" aria-label={label} />
      {all.length === 0 ? null : <CornerNote>{all.join('; ')}</CornerNote>}
    </Box>
  );
}

/** The centre that is set holds, unless the positions are to be in the middle, or none is set. */
function place(map: LibreMap, view: View, points: readonly (readonly [number, number])[]): void {
  const shown = points.filter(([longitude, latitude]) => longitude !== 0 || latitude !== 0);
  const zoom = typeof view.zoom === 'number' ? view.zoom : undefined;
  if (view.center && view.fit !== true) {
    map.jumpTo({ center: [view.center[1], view.center[0]], ...(zoom === undefined ? {} : { zoom }) });
    return;
  }
  const first = shown[0];
  if (first === undefined) return;
  const bounds = shown.reduce(
    (all, point) => all.extend(point as [number, number]),
    new LngLatBounds([...first], [...first]),
  );
  map.fitBounds(bounds, { padding: 36, maxZoom: zoom ?? 14, animate: false });
  if (zoom !== undefined && view.zoom !== 'auto') map.setZoom(zoom);
}

function toPoints({ latitudes, longitudes }: MapTrack): [number, number][] {
  return unwrapLongitudes(longitudes).map((longitude, index) => [longitude, latitudes[index] ?? 0]);
}

function toElement(options: {
  name: string;
  icon: string | undefined;
  color: string;
  data: MapData;
}): HTMLButtonElement {
  const { name, icon, color, data } = options;
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'dashboard-pin on-map';
  element.setAttribute('aria-label', name || t('Position'));
  element.title = name;
  const url = icon === undefined ? undefined : readImage(icon).url;
  const dot = () => {
    const span = document.createElement('span');
    span.className = 'dashboard-dot';
    span.style.background = color;
    element.replaceChildren(span);
  };
  if (url === undefined) {
    dot();
    return element;
  }
  const image = document.createElement('img');
  image.alt = '';
  image.onload = () => {
    const density = densityOf(url, data.resizedPins);
    image.width = (image.naturalWidth || 24) / density;
  };
  image.onerror = dot;
  image.src = url;
  element.append(image);
  return element;
}
