import mqtt, { type MqttClient } from 'mqtt';
import type { DeviceFixture } from './fixtures.ts';

/** One connection of a device, which does not come back by itself. */
export interface MqttConnection {
  readonly client: MqttClient;
  /** What it has been sent, as `topic payload`, from the first byte on. */
  readonly heard: string[];
  /** Whether the server had kept a session of it. */
  readonly isPresent: boolean;
}

/** Connects a device once. @param options.clients has the client from before it is connected, for whoever ends it */
export async function connectOnce(
  url: string,
  device: DeviceFixture,
  { clean, heard = [], clients }: { clean: boolean; heard?: string[] | undefined; clients: MqttClient[] },
): Promise<MqttConnection> {
  const client = mqtt.connect(url, {
    clientId: device.deviceId,
    username: device.key,
    password: device.secret,
    clean,
    reconnectPeriod: 0,
  });
  clients.push(client);
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
  const isPresent = await new Promise<boolean>((resolve, reject) => {
    client.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    client.once('error', reject);
  });
  client.on('error', () => undefined);
  return { client, heard, isPresent };
}
