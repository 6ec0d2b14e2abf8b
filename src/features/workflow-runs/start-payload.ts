import { LRUCache } from 'lru-cache';
import { tagsByKey } from '../../kernel/tags.ts';
import { encodePayload } from '../../platform/language/index.ts';
import type { DeviceProfile } from '../devices/index.ts';
import type { Payload } from '../workflow-nodes/index.ts';
import type { RunnableFlow } from '../workflows/index.ts';
import type { BatchedState } from './occurrence.ts';
import type { PlannedRun } from './planner.ts';

/**
 * The payload that a run starts with (workflows.md, "2. Triggers"), as a text of `encodePayload`. What it says of the workflow and of
 * the device is the same from run to run, and the greatest part of it: those texts are kept.
 */
export function encodeStartPayload(planned: PlannedRun, flow: RunnableFlow): string {
  const { application, occurrence, trigger, runId, device } = planned;
  const { time, relay, meta, root } = occurrence;
  const data = readData(planned);
  return joinObjects([
    `{"time":${encodePayload(new Date(time))}${data === undefined ? '' : `,"data":${encodePayload(data)}`}}`,
    JSON.stringify({
      applicationId: application.applicationId,
      applicationName: application.name,
      triggerId: triggerIdOf(planned),
      triggerType: trigger.type,
    }),
    flowFields(flow),
    JSON.stringify({ relayId: relay.id, relayType: relay.type, runId }),
    meta === undefined ? '{}' : `{"meta":${encodePayload(meta)}}`,
    device ? deviceFields(device) : '{}',
    // Of two keys that are the same, a JSON text means the last.
    root ? encodeFields(root) : '{}',
  ]);
}

/** As `encodePayload`, of an object that is no payload as a whole, and so never a mark. */
function encodeFields(fields: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return joinObjects(given.map(([key, value]) => `{${JSON.stringify(key)}:${encodePayload(value)}}`));
}

/** One JSON object with the keys of several. */
function joinObjects(texts: readonly string[]): string {
  let fields = '';
  for (const text of texts) {
    if (text !== '{}') fields += `${fields === '' ? '' : ','}${text.slice(1, -1)}`;
  }
  return `{${fields}}`;
}

/** The payload of one call of a custom node, but for `data`; to be encoded, not changed. */
export function makeCustomNodePayload(planned: PlannedRun, called: RunnableFlow): Payload {
  const { application, occurrence, runId } = planned;
  return {
    time: new Date(occurrence.time),
    applicationId: application.applicationId,
    applicationName: application.name,
    triggerId: called.flowId,
    triggerType: 'customNodeStart',
    flowId: called.flowId,
    flowName: called.flowName,
    flowVersion: called.version,
    globals: called.globals,
    relayId: occurrence.relay.id,
    relayType: occurrence.relay.type,
    runId,
  };
}

/** What `triggerId` is of each kind of trigger. */
export function triggerIdOf({ occurrence, trigger, application }: PlannedRun): string {
  const { deviceId, kind, key } = occurrence;
  if (kind === 'deviceCreate') return application.applicationId;
  if (deviceId !== undefined && trigger.type.startsWith('device')) return deviceId;
  if (kind === 'flowError') return String((occurrence.data as { triggerId?: unknown }).triggerId);
  return kind === 'mqttTopic' || kind === 'appFile' ? (key ?? trigger.key) : trigger.key;
}

function readData({ occurrence, trigger, device }: PlannedRun): unknown {
  const { kind, data, batch } = occurrence;
  if (kind === 'state' && batch && trigger.config.batchBehavior === 'once') {
    return (batch.states ?? []).map(({ data: values, time, meta }: BatchedState) => ({
      data: values,
      time,
      ...(meta === undefined ? {} : { meta }),
    }));
  }
  if (kind === 'deviceCreate' && device) return { device: makeDeviceFields(device).device };
  if (kind === 'flowError') return (data as { data: unknown }).data;
  return data;
}

/** What is kept of devices, about 1 KB each, and of versions of workflows, whose globals may have some: until they change. */
const deviceFields = keepTexts<DeviceProfile>(5_000, (device) => encodePayload(makeDeviceFields(device)));
const flowFields = keepTexts<RunnableFlow>(500, ({ flowId, flowName, version, globals }) =>
  joinObjects([JSON.stringify({ flowId, flowName, flowVersion: version }), `{"globals":${encodePayload(globals)}}`]),
);

/** Texts of at most so many objects, and of 16 MiB together. */
function keepTexts<About extends object>(max: number, make: (about: About) => string): (about: About) => string {
  const kept = new LRUCache<About, string>({ max, maxSize: 16 * 1024 * 1024, sizeCalculation: ({ length }) => length });
  return (about) => {
    let text = kept.get(about);
    if (text === undefined) {
      text = make(about);
      kept.set(about, text);
    }
    return text;
  };
}

function makeDeviceFields(device: DeviceProfile): Payload {
  const tags = tagsByKey(device.tags);
  const attributes: Record<string, unknown> = {};
  for (const { key: _key, retired: _retired, name, ...attribute } of device.attributes.values()) {
    attributes[name] = { ...attribute, attributeTags: attribute.attributeTags ?? {} };
  }
  const { deviceId, name, deviceClass, gatewayId, applicationId } = device;
  return {
    deviceName: name,
    deviceTags: tags,
    device: {
      id: deviceId,
      deviceId,
      applicationId,
      name,
      deviceClass,
      ...(gatewayId === null ? {} : { gatewayId }),
      tags,
      attributes,
    },
  };
}
