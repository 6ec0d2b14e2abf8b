import { Box, useComputedColorScheme } from '@mantine/core';
import { AttributionControl, type Map as LibreMap, LngLatBounds, NavigationControl, ScaleControl } from 'maplibre-gl';
import { t } from '../../../words/words.ts';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef, useState } from 'react';
import { drawGround, makeMap } from '../../../charts/map/make-map.ts';
import { formatCount, formatTime } from '../../../shared/format.ts';
import type { HeatmapData, MapData, MapTrack, Tiles, MapView as View } from '../shown-places.ts';
import { showHeat, showTracks } from './map-layers.ts';
import { type ChosenPlace, MapMarkers, type MarkedPlace } from './map-markers.ts';
import { findTiles } from './map-tiles.ts';
import { densityOf, pinColor, unwrapLongitudes } from './pins.ts';
import { CornerNote, Popup } from './popup.tsx';
import { readImage } from './safe-url.ts';

/** Pins that are elements of the page, reached with the keyboard and read aloud; more are drawn as dots. */
const mostMarkers = 300;

/** Where devices were, and on which way. */
export function MapBlock({ data, height, label }: { data: MapData; height: number; label: string }) {
  const [chosen, setChosen] = useState<ChosenPlace>();
  const markers = useRef<MapMarkers>(undefined);
  const points = data.tracks.flatMap((track) => toPoints(track));
  const count = data.tracks.reduce((sum, { pins }) => sum + pins.length, 0);
  const isDrawn = count > mostMarkers || data.cluster === true;
  const show = (map: LibreMap) => {
    showTracks(map, data, { isDrawn, onChoose: setChosen });
    if (markers.current?.map !== map) markers.current = new MapMarkers(map);
    markers.current.show(isDrawn ? [] : listMarkers(data), setChosen);
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
  /** The view that the map was last brought to. */
  const placed = useRef<string>(undefined);
  /** What the map shows. */
  const shown = useRef<object>(undefined);
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
    // At once where it is to be: what is drawn on the way there would be drawn for nothing.
    place(own, view, latest.current.points);
    placed.current = JSON.stringify(view);
    own.on('style.load', () => {
      // Before the first picture is drawn, which otherwise would be without it.
      latest.current.show(own);
      shown.current = latest.current.data;
      setMap(own);
    });
    // For tests and for print: whether what is drawn is what was read.
    own.once('idle', () => element.setAttribute('data-drawn', 'true'));
    drawGround(own, { scheme, style });
    return () => {
      own.remove();
      placed.current = undefined;
      setMap(undefined);
    };
  }, [source]);

  useEffect(() => {
    if (!map) return;
    if (shown.current !== data) latest.current.show(map);
    shown.current = data;
    const view = JSON.stringify(data.view);
    // Devices that move within what is seen need no other view: it would be drawn anew, and jump, at each report.
    if (!hasMoved.current && (placed.current !== view || !isSeen(map, data.view, points))) {
      place(map, data.view, points);
      placed.current = view;
    }
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

/** Whether the map shows all positions that it is to show. */
function isSeen(map: LibreMap, view: View, points: readonly (readonly [number, number])[]): boolean {
  if (view.center && view.fit !== true) return true;
  const bounds = map.getBounds();
  return placesOf(points).every(([longitude, latitude]) => bounds.contains([longitude, latitude]));
}

/** Without what a receiver says before it knows where it is. */
function placesOf(points: readonly (readonly [number, number])[]) {
  return points.filter(([longitude, latitude]) => longitude !== 0 || latitude !== 0);
}

/** The centre that is set holds, unless the positions are to be in the middle, or none is set. */
function place(map: LibreMap, view: View, points: readonly (readonly [number, number])[]): void {
  const shown = placesOf(points);
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

function listMarkers(data: MapData): MarkedPlace[] {
  return data.tracks.flatMap((track, place) => {
    const longitudes = unwrapLongitudes(track.longitudes);
    return track.pins.map((pin): MarkedPlace => {
      const { index, icon, popup = '' } = pin;
      const time = track.times[index];
      const url = icon === undefined ? undefined : readImage(icon).url;
      return {
        key: `${place} ${index}`,
        at: [longitudes[index] ?? 0, track.latitudes[index] ?? 0],
        label: [track.deviceName, time === undefined ? undefined : formatTime(time)].filter(Boolean).join(', '),
        text: popup,
        color: pinColor(pin, track.times.length, data),
        stands: icon === undefined ? 'center' : 'bottom',
        ...(url === undefined ? {} : { icon: { url, density: densityOf(url, data.resizedPins) } }),
      };
    });
  });
}
