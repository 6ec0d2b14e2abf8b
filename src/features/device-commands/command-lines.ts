import type { LogEntry } from '../../kernel/events.ts';
import { actingFlowOf, countSourceOf, type Principal } from '../../kernel/principal.ts';
import { lowerFirst } from '../../kernel/text.ts';
import type { DeviceProfile } from '../devices/index.ts';

type LogEntryDraft = Omit<LogEntry, 'applicationId'>;

/** What is known of who hears commands. */
export interface CommandReach {
  /** Whether the device has a connection of its own, to whichever server. */
  isConnected(deviceId: string): Promise<boolean>;
  /** How many clients a command for the device went out to while `publish` ran. */
  countDeliveries(deviceId: string, publish: () => Promise<number>): Promise<number>;
}

export function describeSent(device: DeviceProfile, name: string, principal: Principal): LogEntryDraft {
  const flow = actingFlowOf(principal);
  const sender =
    principal.kind === 'device'
      ? `device ${principal.deviceId}`
      : principal.via === 'user'
        ? 'a user'
        : flow
          ? `the workflow ${flow.name}`
          : principal.via === 'public'
            ? 'somebody with whom a dashboard is shared'
            : 'a program with an API token';
  return {
    level: 'info',
    type: 'command',
    device: { id: device.deviceId, name: device.name },
    message: `The command "${name}" for ${device.name} was sent by ${sender}.`,
    details: { name, sender: countSourceOf(principal) },
  };
}

/**
 * Nobody heard the command, and why that may be.
 *
 * @param isConnected whether the one that would hear it is: `speakerOf`
 */
export function describeUnheard(device: DeviceProfile, name: string, isConnected: boolean): LogEntryDraft {
  const topic = `losant/${device.deviceId}/command`;
  const whose = device.deviceClass === 'peripheral' ? 'its gateway' : 'it';
  const reason =
    speakerOf(device) === null
      ? `no gateway has subscribed to ${topic}`
      : isConnected
        ? `${whose} is connected, but has not subscribed to ${topic}`
        : `${whose} is not connected`;
  return {
    level: 'warn',
    type: 'command',
    device: { id: device.deviceId, name: device.name },
    message:
      `Nobody heard the command "${name}" for ${device.name}: ${reason}. ` +
      'It stays in the history; a client that left a persistent session with this subscription gets it when it returns.',
    details: { name, reason },
  };
}

/** Who hears commands for the device: itself, or the gateway of a peripheral; null: it has none. */
export function speakerOf(device: DeviceProfile): string | null {
  return device.deviceClass === 'peripheral' ? device.gatewayId : device.deviceId;
}

/** A command was not sent to anybody, because the application has used up a limit. */
export function describeOverLimit(reason: string): LogEntryDraft {
  return {
    level: 'warn',
    type: 'throttled',
    message: `A command was not sent: ${lowerFirst(reason)}.`,
    details: { reason },
  };
}
