import {
  distanceBetween,
  isInside,
  type Position,
  readPolygon,
  readPosition,
} from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { resultField } from '../fields.ts';

export const geofenceNode: NodeType = {
  type: 'GeofenceNode',
  label: 'Geofence',
  summary: 'Goes on by its second output when a position is inside of a circle or a polygon.',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  fields: [
    { key: 'gpsCheck', kind: 'template', label: 'Position', required: true },
    {
      key: 'checkType',
      kind: 'select',
      label: 'Area is',
      options: ['radius', 'polygonCoords', 'polygon'],
      default: 'radius',
    },
    { key: 'gpsCenter', kind: 'template', label: 'Center', when: { key: 'checkType', is: ['radius'] } },
    { key: 'radius', kind: 'template', label: 'Radius in metres', when: { key: 'checkType', is: ['radius'] } },
    {
      key: 'polygonCoords',
      kind: 'template',
      label: 'Corners',
      help: 'A position in each line.',
      when: { key: 'checkType', is: ['polygonCoords'] },
    },
    { key: 'polygonPath', kind: 'path', label: 'Corners path', when: { key: 'checkType', is: ['polygon'] } },
    resultField({ help: 'The distance from the center in metres, or whether the position is inside of the polygon.' }),
    { key: 'branchPath', kind: 'path', label: 'Branch path', isResult: true },
  ],
  example: { gpsCheck: '{{data.location}}', checkType: 'radius', gpsCenter: '39.1,-84.5', radius: '500' },
  run({ config }) {
    const position = readPosition(config.requiredText('gpsCheck', { escape: false }));
    const isRadius = config.choice('checkType', 'radius' as string) === 'radius';
    const [result, inside] = isRadius ? checkRadius(position, config) : checkPolygon(position, config);
    config.write('resultPath', result);
    config.write('branchPath', inside);
    return inside;
  },
};

/** The distance, undefined where a position is none, and whether it is at most the radius. */
function checkRadius(position: Position | undefined, config: NodeConfig): [number | undefined, boolean] {
  const center = readPosition(config.text('gpsCenter', { escape: false }));
  const distance = position && center ? distanceBetween(position, center) : undefined;
  const radius = Number(config.text('radius') || Number.NaN);
  return [distance, distance !== undefined && distance <= radius];
}

function checkPolygon(position: Position | undefined, config: NodeConfig): [boolean, boolean] {
  const isText = config.plain('checkType') === 'polygonCoords';
  const corners = readPolygon(
    isText
      ? config.texts('polygonCoords').join('\n') || config.text('polygonCoords', { escape: false })
      : config.read('polygonPath'),
  );
  const inside = position !== undefined && corners !== undefined && isInside(position, corners);
  return [inside, inside];
}
