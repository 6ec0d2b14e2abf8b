import { readPosition } from '../../../../platform/language/index.ts';
import type { DeviceProfile } from '../../../devices/index.ts';
import { type BlockData, type BlockQuestion, requireApplication, tellMissing } from '../block-question.ts';
import { readNumber } from '../config.ts';
import { QuestionError } from '../reader.ts';
import { findMissing } from '../value-query.ts';
import { type PlacedReport, readPinStyle, readTracks, type Track, tellTracks } from './tracks.ts';

/** dashboards.md, "7. Blocks", map: where devices are, or have been. */
export async function showMap(question: BlockQuestion): Promise<BlockData> {
  const { config } = question;
  const found = await readPositions(question);
  return {
    isEmpty: found.tracks.length === 0,
    truncated: found.truncated,
    data: {
      ...readMapView(question),
      ...readPinStyle(question),
      cluster: config.clusterPoints === true,
      tracks: await tellTracks(question, found.tracks, {
        columns: (points) => ({
          latitudes: points.map(({ first }) => first),
          longitudes: points.map(({ second }) => second),
        }),
        describe: ({ first, second }) => ({ latitude: first, longitude: second }),
      }),
      leftOut: found.leftOut,
      ...found.missing,
    },
  };
}

/** dashboards.md, "7. Blocks", heatmap: how dense positions are; without a window, dots. */
export async function showHeatmap(question: BlockQuestion): Promise<BlockData> {
  const found = await readPositions(question);
  const points = found.tracks.flatMap((track) => track.points);
  return {
    isEmpty: points.length === 0,
    truncated: found.truncated,
    data: {
      ...readMapView(question),
      isDots: question.window.duration === 0,
      latitudes: points.map(({ first }) => first),
      longitudes: points.map(({ second }) => second),
      leftOut: found.leftOut,
      ...found.missing,
    },
  };
}

/** dashboards.md, "7. Blocks", position-chart: as a map, on a picture. */
export async function showPositionChart(question: BlockQuestion): Promise<BlockData> {
  const { config, texts, reader } = question;
  const [x, y] = [texts.plain(config.xAttribute).trim(), texts.plain(config.yAttribute).trim()];
  const toPixels = readScale(question);
  const selected = await reader.select(requireApplication(question), config, question.common);
  for (const { deviceId } of selected.devices) question.watch.deviceIds.add(deviceId);
  const found = await readTracks(question, selected.devices, {
    needed: [x, y],
    place: (values) => {
      const [across, down] = [values[x], values[y]];
      return typeof across === 'number' && typeof down === 'number' ? [across, down] : undefined;
    },
  });
  const missing = findMissing(selected, x) ?? findMissing(selected, y);
  const columns = (points: readonly PlacedReport[]) => ({
    xs: points.map(({ first }) => first),
    ys: points.map(({ second }) => second),
    pixelXs: points.map(({ first }) => toPixels.x(first)),
    pixelYs: points.map(({ second }) => toPixels.y(second)),
  });
  const center = readPair(texts.plain(config.defaultCenter));
  return {
    isEmpty: found.tracks.length === 0,
    truncated: selected.truncated || found.truncated,
    data: {
      image: texts.plain(config.imageUrl).trim(),
      view: { ...(center ? { center } : {}), zoom: readNumber(config.defaultZoom) ?? 0 },
      ...readPinStyle(question),
      tracks: await tellTracks(question, found.tracks, {
        columns,
        describe: ({ first, second }) => ({ x: first, y: second }),
      }),
      leftOut: found.leftOut,
      ...(found.tracks.length === 0 ? tellMissing(missing ?? { reason: 'noData', attribute: x }) : {}),
    },
  };
}

async function readPositions(question: BlockQuestion) {
  const { config, texts, reader } = question;
  const selected = await reader.select(requireApplication(question), config, question.common);
  for (const { deviceId } of selected.devices) question.watch.deviceIds.add(deviceId);
  const tagKey = texts.plain(config.locationTagKey).trim();
  const attribute = texts.plain(config.attribute).trim();
  if (attribute === '' && tagKey !== '') {
    const found = placeByTag(selected.devices, tagKey, question.window.end);
    const missing = found.tracks.length === 0 ? tellMissing({ reason: 'noData', attribute: tagKey }) : {};
    return { ...found, truncated: selected.truncated, missing };
  }
  const found = await readTracks(question, selected.devices, {
    needed: [attribute],
    place: (values) => {
      const position = readPosition(values[attribute]);
      return position && [position.latitude, position.longitude];
    },
  });
  const missing = findMissing(selected, attribute) ?? { reason: 'noData' as const, attribute };
  return {
    ...found,
    truncated: found.truncated || selected.truncated,
    missing: found.tracks.length === 0 ? tellMissing(missing) : {},
  };
}

/** Devices that do not move: their places are tags. */
function placeByTag(devices: readonly DeviceProfile[], key: string, time: number) {
  let leftOut = 0;
  const tracks = devices.flatMap((device): Track[] => {
    const value = device.tags.find((tag) => tag.key === key)?.value;
    const position = value === undefined ? undefined : readPosition(value);
    if (position) {
      return [{ device, points: [{ time, values: {}, first: position.latitude, second: position.longitude }] }];
    }
    leftOut += value === undefined ? 0 : 1;
    return [];
  });
  return { tracks, leftOut };
}

function readMapView({ config, texts, sources }: BlockQuestion) {
  const center = readPair(texts.plain(config.defaultCenter));
  const zoom = texts.plain(config.defaultZoom).trim();
  return {
    view: {
      ...(center ? { center } : {}),
      zoom: readNumber(zoom) ?? 'auto',
      fit: config.centerOnDataPoints === true || !center,
      bearing: readNumber(config.defaultBearing) ?? 0,
      pitch: readNumber(config.defaultPitch) ?? 0,
      style: config.mapStyle === 'satellite' ? 'satellite' : 'normal',
    },
    tiles: sources.hosts.tiles,
  };
}

function readPair(text: string): [number, number] | undefined {
  const [first, second, ...rest] = text.split(',').map(readNumber);
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second];
}

/** From coordinates to pixels of the picture, each axis by itself, as its two pins say. @throws QuestionError */
function readScale({ config, texts }: BlockQuestion) {
  const read = (name: string) => {
    const pair = readPair(texts.plain(config[name]));
    if (!pair) throw new QuestionError(`${name} must be two numbers with a comma between them`);
    return pair;
  };
  const [pixelA, coordinateA, pixelB, coordinateB] = ['pixelA', 'coordinateA', 'pixelB', 'coordinateB'].map(read) as [
    [number, number],
    [number, number],
    [number, number],
    [number, number],
  ];
  const axis = (index: 0 | 1, name: string) => {
    const span = coordinateB[index] - coordinateA[index];
    if (span === 0 || pixelB[index] === pixelA[index]) {
      throw new QuestionError(`the two pins of the picture must differ in ${name}`);
    }
    const scale = (pixelB[index] - pixelA[index]) / span;
    return (value: number): number => pixelA[index] + (value - coordinateA[index]) * scale;
  };
  return { x: axis(0, 'x'), y: axis(1, 'y') };
}
