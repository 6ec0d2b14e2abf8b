import type { LogEntry } from '../../kernel/events.ts';
import type { ConnectRequest, DisconnectInfo, Transport } from '../../platform/broker/hooks.ts';
import type { DeviceProfile } from '../devices/index.ts';
import { type DeviceGrant, isCertificate, nameGrant, nameKind } from './grant.ts';

/** A line of the application log, before it is known whose application it is for. */
export type LogEntryDraft = Omit<LogEntry, 'applicationId'>;

/** How a connection came about, kept for the lines about it. */
export interface Arrival {
  /** Epoch ms. */
  readonly at: number;
  readonly address: string;
  readonly transport: Transport;
  readonly keepAlive: number;
  readonly clean: boolean;
}

const transportNames: Readonly<Record<Transport, string>> = {
  mqtt: 'MQTT',
  mqtts: 'MQTT with TLS',
  ws: 'MQTT over WebSocket',
  wss: 'MQTT over WebSocket with TLS',
};

export function toArrival(connect: Omit<ConnectRequest, 'clientId'>, now: number): Arrival {
  const { remoteAddress, transport, keepAlive, clean } = connect;
  return { at: now, address: plainAddress(remoteAddress), transport, keepAlive, clean };
}

/** IPv4 addresses look as people know them, also where a socket for both families received them. */
export function plainAddress(address: string | undefined): string {
  return address === undefined ? 'an unknown address' : address.replace(/^::ffff:(?=\d+\.)/, '');
}

export function nameTransport(transport: Transport): string {
  return transportNames[transport];
}

export function describeConnect(device: DeviceProfile, grant: DeviceGrant, arrival: Arrival): LogEntryDraft {
  const { address, transport, keepAlive, clean } = arrival;
  const session = clean ? '' : ', taking up its session';
  return {
    level: 'info',
    type: 'connect',
    device: nameDevice(device),
    message: `${device.name} connected from ${address} by ${nameTransport(transport)} with ${nameKind(grant)} ${nameGrant(grant)}${session}.`,
    details: {
      address,
      transport,
      ...(isCertificate(grant) ? { certificate: grant.fingerprint } : { key: grant.key }),
      keepAlive,
      clean,
    },
  };
}

/** A device that may connect came when its application had used up its connections. */
export function describeOverLimit(device: DeviceProfile, arrival: Arrival, reason: string): LogEntryDraft {
  const { address, transport } = arrival;
  return {
    level: 'warn',
    type: 'throttled',
    device: nameDevice(device),
    message: `${device.name} was told to connect later (${nameTransport(transport)} from ${address}): ${reason}.`,
    details: { address, reason },
  };
}

export function describeDisconnect(device: DeviceProfile, info: DisconnectInfo, connectedMs: number): LogEntryDraft {
  const { reason, messagesFromClient, messagesToClient } = info;
  return {
    level: reason === 'client disconnected' ? 'info' : 'warn',
    type: 'disconnect',
    device: nameDevice(device),
    message:
      `${device.name} disconnected after ${formatDuration(connectedMs)}: ${reason}. ` +
      `It had sent ${count(messagesFromClient, 'message')} and received ${messagesToClient}.`,
    details: { reason, messagesFromClient, messagesToClient, connectedMs },
  };
}

export function nameDevice(device: Pick<DeviceProfile, 'deviceId' | 'name'>): { id: string; name: string } {
  return { id: device.deviceId, name: device.name };
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
