import { cutText, lowerFirst } from '../../kernel/text.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { type LogEntryDraft, nameDevice } from './connection-lines.ts';

/** Longest topic or filter that is quoted whole. */
const maxTopic = 250;

export function describeMessage(device: DeviceProfile, topic: string, bytes: number): LogEntryDraft {
  return {
    level: 'info',
    type: 'message',
    device: nameDevice(device),
    message: `${device.name} published ${bytes} bytes on ${clip(topic)}.`,
    details: { topic: clip(topic), bytes, via: 'mqtt' },
  };
}

/** A publish that ends the connection: MQTT 3.1.1 has no other way to refuse one. */
export function describeMessageRefused(device: DeviceProfile, topic: string, reason: string): LogEntryDraft {
  return {
    level: 'warn',
    type: 'messageRefused',
    device: nameDevice(device),
    message: `A message of ${device.name} on ${clip(topic)} was refused, and its connection closed: ${reason}.`,
    details: { topic: clip(topic), reason },
  };
}

export function describeSubscribe(device: DeviceProfile, filter: string, refusal: string | undefined): LogEntryDraft {
  return {
    level: refusal === undefined ? 'info' : 'warn',
    type: 'subscribe',
    device: nameDevice(device),
    message:
      refusal === undefined
        ? `${device.name} subscribed to ${clip(filter)}.`
        : `${device.name} may not subscribe to ${clip(filter)}: ${refusal}.`,
    details: { filter: clip(filter), granted: refusal === undefined },
  };
}

/** A bound was reached; said once per connection. */
export function describeDropped(device: DeviceProfile, topic: string, reason: string): LogEntryDraft {
  return {
    level: 'warn',
    type: 'messageRefused',
    device: nameDevice(device),
    message: `A message on ${clip(topic)} was not delivered to ${device.name}, and others may not be: ${reason}.`,
    details: { topic: clip(topic), reason },
  };
}

/** @param target the device that the limit is about: the sender itself, or the peripheral that it speaks for */
export function describeThrottled(
  session: DeviceProfile,
  target: DeviceProfile,
  limit: string,
  direction: 'fromDevice' | 'toDevice',
): LogEntryDraft {
  const who = target.deviceId === session.deviceId ? target.name : `${target.name}, by way of ${session.name},`;
  const what = direction === 'fromDevice' ? 'sent' : 'was sent';
  return {
    level: 'warn',
    type: 'throttled',
    device: nameDevice(target),
    message: `${who} ${what} more than ${limit}: the connection of ${session.name} is closed.`,
    details: { limit, direction, connection: session.deviceId },
  };
}

/** A message that nobody has got, and nobody will. */
export function describeNotKept(
  topic: string,
  clientId: string | undefined,
  device: DeviceProfile | undefined,
): LogEntryDraft {
  const what =
    clientId === undefined ? 'as the retained message of its topic' : `for ${device?.name ?? clientId}, which is away`;
  return {
    level: 'warn',
    type: 'messageRefused',
    ...(device ? { device: nameDevice(device) } : {}),
    message: `A message on ${clip(topic)} was not kept ${what}: there is no room for more.`,
    details: { topic: clip(topic), ...(clientId === undefined ? {} : { clientId }) },
  };
}

/** A report over MQTT came when the application had used up a limit. */
export function describeOverLimit(session: DeviceProfile, target: DeviceProfile, reason: string): LogEntryDraft {
  return {
    level: 'warn',
    type: 'throttled',
    device: nameDevice(target),
    message: `A report of ${target.name} was not stored: ${lowerFirst(reason)}. The connection of ${session.name} is closed, so that it is sent again.`,
    details: { reason, connection: session.deviceId },
  };
}

export function describeCommandDelivered(session: DeviceProfile, deviceId: string): LogEntryDraft {
  return {
    level: 'info',
    type: 'command',
    device: nameDevice(session),
    message:
      session.deviceId === deviceId
        ? `A command went out over the connection of ${session.name}.`
        : `A command for the device ${deviceId} went out over the connection of ${session.name}.`,
    details: { topic: `losant/${deviceId}/command` },
  };
}

function clip(topic: string): string {
  const shown = cutText(topic, maxTopic);
  return shown === topic ? topic : `${shown}…`;
}
