import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Client } from './api.ts';
import type { TestServer } from './start-server.ts';

export interface DeviceFixture {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
}

/** An application with one device and an access key for it. */
export async function makeDevice(
  client: Client,
  options: { applicationId?: string; device?: object; key?: object } = {},
): Promise<DeviceFixture> {
  const applicationId: string =
    options.applicationId ?? (await client.applications.post({ application: { name: 'Plant' } })).id;
  const device = await client.devices.post({
    applicationId,
    device: {
      name: 'Pump',
      attributes: [
        { name: 'temperature', dataType: 'number' },
        { name: 'running', dataType: 'boolean' },
        { name: 'note', dataType: 'string' },
      ],
      ...options.device,
    },
  });
  const key = await client.applicationKeys.post({ applicationId, applicationKey: options.key ?? {} });
  return { applicationId, deviceId: device.id, key: key.key, secret: key.secret };
}

/** Connects as a device of the platform does: client id, access key, access secret. */
export function connectDevice(
  server: Pick<TestServer, 'mqtt'>,
  device: Pick<DeviceFixture, 'deviceId' | 'key' | 'secret'>,
  options: IClientOptions & { url?: string } = {},
): Promise<MqttClient> {
  const { url = server.mqtt, ...rest } = options;
  return mqtt.connectAsync(
    url,
    { clientId: device.deviceId, username: device.key, password: device.secret, reconnectPeriod: 0, ...rest },
    false,
  );
}

/** The next messages of a client, as `topic payload`. Start listening before what causes them. */
export function nextMessages(client: MqttClient, count: number): Promise<string[]> {
  return new Promise((resolve) => {
    const received: string[] = [];
    client.on('message', (topic, payload) => {
      received.push(`${topic} ${payload.toString()}`);
      if (received.length === count) resolve(received);
    });
  });
}

/** Resolves when the server has ended the connection. */
export function closedBy(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once('close', () => resolve()));
}

export async function get(server: Pick<TestServer, 'http'>, path: string, token?: string): Promise<Response> {
  return fetch(`${server.http}${path}`, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
}
