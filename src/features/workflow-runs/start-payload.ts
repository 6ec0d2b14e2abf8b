import { LRUCache } from 'lru-cache';
import { tagsByKey } from '../../kernel/tags.ts';
import type { DeviceProfile } from '../devices/index.ts';
import type { Payload } from '../workflow-nodes/index.ts';
import type { RunnableFlow } from '../workflows/index.ts';
import type { BatchedState } from './occurrence.ts';
import type { PlannedRun } from './planner.ts';

/** The payload that a run starts with (workflows.md, "2. Triggers"). Parts of it are others' too: it is to be encoded, not changed. */
export function makeStartPayload(planned: PlannedRun, flow: RunnableFlow): Payload {
  const { application, occurrence, trigger, runId, device } = planned;
  const { time, relay, meta, root } = occurrence;
  return {
    time: new Date(time),
    data: readData(planned),
    applicationId: application.applicationId,
    applicationName: application.name,
    triggerId: triggerIdOf(planned),
    triggerType: trigger.type,
    flowId: flow.flowId,
    flowName: flow.flowName,
    flowVersion: flow.version,
    globals: flow.globals,
    relayId: relay.id,
    relayType: relay.type,
    runId,
    ...(meta === undefined ? {} : { meta }),
    ...(device ? toDeviceFields(device) : {}),
    ...root,
  };
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
  if (kind === 'deviceCreate' && device) return { device: toDeviceFields(device).device };
  if (kind === 'flowError') return (data as { data: unknown }).data;
  return data;
}

/** Of devices as they are in memory, about 2 KB each: the same for every run until the device changes. */
const deviceFields = new LRUCache<DeviceProfile, Payload>({ max: 5_000 });

function toDeviceFields(device: DeviceProfile): Payload {
  const fields = deviceFields.get(device) ?? makeDeviceFields(device);
  deviceFields.set(device, fields);
  return fields;
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
