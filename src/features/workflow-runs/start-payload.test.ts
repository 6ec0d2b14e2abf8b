import { expect, it } from 'vitest';
import { decodePayload } from '../../platform/language/index.ts';
import type { DeviceProfile } from '../devices/index.ts';
import type { RunnableFlow } from '../workflows/index.ts';
import type { PlannedRun } from './planner.ts';
import { encodeStartPayload } from './start-payload.ts';

const flow = {
  flowId: 'f',
  flowName: 'Flow "1"',
  version: 'develop',
  globals: { limit: 5, since: { $date: 'no mark' } },
} as unknown as RunnableFlow;
const device = {
  deviceId: 'd',
  name: 'Pump',
  deviceClass: 'standalone',
  gatewayId: null,
  applicationId: 'a',
  tags: [{ key: 'kind', value: 'pump' }],
  attributes: new Map([['1', { key: '1', name: 'speed', dataType: 'number' }]]),
} as unknown as DeviceProfile;
const application = { applicationId: 'a', name: 'Plant' };
const relay = { type: 'device', id: 'd' };
const planned = (occurrence: object, more: object = {}): PlannedRun =>
  ({
    application,
    runId: 'r',
    trigger: { type: 'deviceId', key: 'd', config: {} },
    occurrence: { id: 'o', kind: 'state', time: 5, relay, data: { speed: 1 }, deviceId: 'd', ...occurrence },
    device,
    ...more,
  }) as unknown as PlannedRun;

const common = {
  time: new Date(5),
  data: { speed: 1 },
  applicationId: 'a',
  applicationName: 'Plant',
  triggerId: 'd',
  triggerType: 'deviceId',
  flowId: 'f',
  flowName: 'Flow "1"',
  flowVersion: 'develop',
  globals: { limit: 5, since: { $date: 'no mark' } },
  relayId: 'd',
  relayType: 'device',
  runId: 'r',
};
const ofDevice = {
  deviceName: 'Pump',
  deviceTags: { kind: ['pump'] },
  device: {
    id: 'd',
    deviceId: 'd',
    applicationId: 'a',
    name: 'Pump',
    deviceClass: 'standalone',
    tags: { kind: ['pump'] },
    attributes: { speed: { dataType: 'number', attributeTags: {} } },
  },
};

it('says what happened, where, and to which device, the same each time', () => {
  for (let time = 0; time < 2; time += 1) {
    expect(decodePayload(encodeStartPayload(planned({}), flow))).toEqual({ ...common, ...ofDevice });
  }
});

it('has further fields at its root, in the place of others where they have the same name, and leaves out what is not there', () => {
  const given = { data: undefined, meta: { a: new Date(7) }, root: { relayId: 'other', more: [1], none: undefined } };
  const { data: _data, ...rest } = common;
  const expected = { ...rest, meta: { a: new Date(7) }, relayId: 'other', more: [1] };
  const text = encodeStartPayload(planned(given, { device: undefined }), flow);
  expect(decodePayload(text)).toEqual(expected);
});
