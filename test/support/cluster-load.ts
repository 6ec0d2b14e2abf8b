import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { expect } from 'vitest';
import type { Client } from './api.ts';
import { readSequences } from './crash-scenario.ts';
import { EventReader } from './event-reader.ts';
import { makeDevice } from './fixtures.ts';
import type { TestServer } from './start-server.ts';

type Place = Pick<TestServer, 'http' | 'mqtt'>;

interface Credentials {
  readonly applicationId: string;
  readonly key: string;
  readonly secret: string;
}

/** One device of the load: what it was acknowledged, and what it has received. */
interface LoadDevice {
  readonly deviceId: string;
  readonly states: Set<number>;
  readonly received: Map<string, number>;
  client: MqttClient | undefined;
}

/** A pause between two reports: the load is to be there all the time, not to be as high as it can be. */
const pauseMs = 20;

/**
 * Devices with persistent sessions that report numbered states, send each other numbered messages and are sent numbered
 * commands, all at QoS 1, and streams that are read meanwhile. Whatever breaks is tried again under a new number, so that a
 * number that was acknowledged has been sent once.
 */
export class ClusterLoad {
  readonly #server: Place;
  readonly #client: Client;
  readonly #token: string;
  readonly #of: Credentials;
  readonly #devices: readonly LoadDevice[];
  readonly #base = Date.now() - 10_000_000;
  /** Messages and commands that were acknowledged, by the device that is to receive them. */
  readonly #owed: Map<string, Set<string>>;
  readonly #doubled: string[] = [];
  readonly #streamed = new Set<number>();
  #gaps = 0;
  #failedConnects = 0;
  #isOver = false;
  #isStreamOver = false;
  #reader: EventReader | undefined;
  readonly #work: Promise<void>[] = [];
  readonly #others: MqttClient[] = [];

  private constructor(options: {
    server: Place;
    client: Client;
    token: string;
    of: Credentials;
    devices: readonly LoadDevice[];
  }) {
    this.#server = options.server;
    this.#client = options.client;
    this.#token = options.token;
    this.#of = options.of;
    this.#devices = options.devices;
    this.#owed = new Map(this.#devices.map(({ deviceId }) => [deviceId, new Set<string>()]));
  }

  /** Makes the devices, opens a stream of the first of them, and begins. */
  static async start(options: { server: Place; client: Client; token: string; devices: number }): Promise<ClusterLoad> {
    const { server, client, token } = options;
    const { applicationId, key, secret } = await makeDevice(client);
    const devices: LoadDevice[] = [];
    for (let index = 0; index < options.devices; index += 1) {
      const device = { name: `D${index}`, attributes: [{ name: 'sequence', dataType: 'number' }] };
      const { id } = await client.devices.post({ applicationId, device });
      devices.push({ deviceId: id, states: new Set(), received: new Map(), client: undefined });
    }
    const load = new ClusterLoad({ server, client, token, of: { applicationId, key, secret }, devices });
    await load.#openStream();
    load.#work.push(load.#readStream());
    for (const device of devices) await load.#connect(device);
    for (const [index, device] of devices.entries()) {
      load.#work.push(load.#report(device), load.#talk(device, devices[(index + 1) % devices.length] ?? device));
    }
    load.#work.push(load.#command());
    return load;
  }

  /** What has been acknowledged and received so far, by device. */
  get counts(): number[] {
    return this.#devices.flatMap(({ states, received }) => [states.size, received.size]);
  }

  /** Whether every device has had more acknowledged, and has received more, since `before`. */
  hasGoneOn(before: readonly number[]): boolean {
    return this.counts.every((count, index) => count > (before[index] ?? 0));
  }

  /** Collects the wills that are published from now on: how often each. */
  async watchWills(): Promise<Map<string, number>> {
    const heard = new Map<string, number>();
    const { applicationId } = this.#of;
    const { id } = await this.#client.devices.post({ applicationId, device: { name: 'Mourner' } });
    const mourner: LoadDevice = { deviceId: id, states: new Set(), received: new Map(), client: undefined };
    const keep = async (onConnected: () => void): Promise<void> => {
      while (!this.#isOver) {
        await this.#connect(mourner, {
          topic: 'wills',
          onMessage: (text, isAgain) => {
            if (!isAgain || !heard.has(text)) heard.set(text, (heard.get(text) ?? 0) + 1);
          },
        });
        onConnected();
        const current = mourner.client;
        if (current) this.#others.push(current);
        await new Promise<void>((resolve) => {
          if (current?.connected) current.once('close', () => resolve());
          else resolve();
        });
      }
    };
    const first = Promise.withResolvers<void>();
    this.#work.push(keep(first.resolve));
    await first.promise;
    return heard;
  }

  /** A device with a will that stays with one node, and does not come back when that dies. */
  async connectMourned(node: Place, will: string): Promise<string> {
    const { applicationId, key, secret } = this.#of;
    const { id } = await this.#client.devices.post({ applicationId, device: { name: `With will ${will}` } });
    const client = await mqtt.connectAsync(
      node.mqtt,
      {
        clientId: id,
        username: key,
        password: secret,
        reconnectPeriod: 0,
        will: { topic: 'wills', payload: Buffer.from(will), qos: 1, retain: false },
      },
      false,
    );
    client.on('error', () => undefined);
    this.#others.push(client);
    return will;
  }

  /** Ends what sends, and waits until all that was acknowledged has arrived. */
  async finish(patience: { timeout: number; interval: number }): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#devices.map((device) => this.#stayConnected(device)));
    await expect.poll(() => this.#missing(), patience).toEqual([]);
    // The stream is behind what was acknowledged last, or has said that something is missing.
    await expect
      .poll(
        () => this.#gaps > 0 || [...(this.#devices[0]?.states ?? [])].every((each) => this.#streamed.has(each)),
        patience,
      )
      .toBe(true);
    this.#isStreamOver = true;
    await expect.poll(() => this.#countConnected(), patience).toBe(this.#devices.length);
  }

  /** Fails unless all is there once; returns the figures. */
  async check(): Promise<Record<string, number>> {
    const { applicationId } = this.#of;
    let rows = 0;
    let acknowledged = 0;
    for (const { deviceId, states } of this.#devices) {
      const stored = await readSequences(this.#client, { applicationId, deviceId, start: this.#base });
      const kept = new Set(stored);
      expect(kept.size).toBe(stored.length);
      expect([...states].filter((each) => !kept.has(each))).toEqual([]);
      rows += stored.length;
      acknowledged += states.size;
    }
    expect(this.#doubled).toEqual([]);
    const counts = await this.#client.application.payloadCounts({ applicationId });
    expect(counts.deviceState['device.mqtt']).toBe(rows);
    const owed = [...this.#owed.values()].reduce((sum, { size }) => sum + size, 0);
    const first = this.#devices[0]?.states ?? new Set<number>();
    const streamed = [...first].filter((each) => this.#streamed.has(each)).length;
    return {
      acknowledged,
      stored: rows,
      messagesAndCommands: owed,
      failedConnects: this.#failedConnects,
      ofStream: first.size,
      streamed,
      gaps: this.#gaps,
    };
  }

  /** Ends everything, whatever has become of it. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#isStreamOver = true;
    this.#reader?.close();
    for (const { client } of this.#devices) client?.end(true);
    for (const client of this.#others) client.end(true);
    await Promise.allSettled(this.#work);
  }

  #missing(): string[] {
    return this.#devices.flatMap(({ deviceId, received }) =>
      [...(this.#owed.get(deviceId) ?? [])].filter((each) => !received.has(each)),
    );
  }

  async #countConnected(): Promise<number> {
    const { applicationId } = this.#of;
    const ids = new Set(this.#devices.map(({ deviceId }) => deviceId));
    const page = await this.#client.devices.get({ applicationId, perPage: '1000' });
    return page.items.filter(
      (item: { id: string; connectionInfo: { connected: number } }) =>
        ids.has(item.id) && item.connectionInfo.connected === 1,
    ).length;
  }

  /** Connects anew until it is; the client is new each time, so that it sends nothing again. */
  async #connect(
    device: LoadDevice,
    {
      topic = `peer/${device.deviceId}`,
      onMessage,
    }: { topic?: string; onMessage?: (text: string, again: boolean) => void } = {},
  ): Promise<void> {
    const { key, secret } = this.#of;
    const receive =
      onMessage ??
      ((text: string, isAgain: boolean) => {
        if (device.received.has(text) && !isAgain) this.#doubled.push(text);
        device.received.set(text, (device.received.get(text) ?? 0) + 1);
      });
    for (let attempt = 0; !this.#isOver || attempt < 100; attempt += 1) {
      const client = mqtt.connect(this.#server.mqtt, {
        clientId: device.deviceId,
        username: key,
        password: secret,
        clean: false,
        reconnectPeriod: 0,
        keepalive: 5,
        connectTimeout: 10_000,
      });
      client.on('error', () => undefined);
      client.on('message', (_topic: string, payload: Buffer, packet: IPublishPacket) => {
        const text = payload.toString();
        const { name } = text.startsWith('{') ? (JSON.parse(text) as { name?: string }) : { name: text };
        receive(name ?? text, packet.dup);
      });
      const isConnected = await new Promise<boolean>((resolve) => {
        client.once('connect', () => resolve(true));
        client.once('close', () => resolve(false));
      });
      if (isConnected) {
        const command = `losant/${device.deviceId}/command`;
        const isSubscribed = await client.subscribeAsync([topic, command], { qos: 1 }).then(
          () => true,
          () => false,
        );
        if (isSubscribed) {
          device.client = client;
          return;
        }
      }
      client.end(true);
      this.#failedConnects += 1;
      await sleep(100);
    }
  }

  async #stayConnected(device: LoadDevice): Promise<void> {
    while (!this.#isStreamOver && !device.client?.connected) await this.#connect(device);
  }

  /** One state after the other, on a connection that is made anew when it breaks. */
  async #report(device: LoadDevice): Promise<void> {
    for (let sequence = 0; !this.#isOver; sequence += 1) {
      const client = device.client;
      if (!client?.connected) {
        client?.end(true);
        await this.#connect(device);
        continue;
      }
      const payload = JSON.stringify({ time: this.#base + sequence, data: { sequence } });
      if (await publish(client, `losant/${device.deviceId}/state`, payload)) device.states.add(sequence);
      await sleep(pauseMs);
    }
  }

  /** What the other one has subscribed to is known to all nodes once something has arrived: from then on all of it is owed. */
  async #talk(device: LoadDevice, to: LoadDevice): Promise<void> {
    const isKnown = () => [...to.received.keys()].some((text) => text.startsWith(`${device.deviceId} `));
    for (let number = 0; !this.#isOver; number += 1) {
      const text = `${device.deviceId} ${number}`;
      const { client } = device;
      const isOwed = isKnown();
      if (client?.connected && (await publish(client, `peer/${to.deviceId}`, text)) && isOwed) {
        this.#owed.get(to.deviceId)?.add(text);
      }
      await sleep(pauseMs);
    }
  }

  async #command(): Promise<void> {
    const { applicationId } = this.#of;
    for (let number = 0; !this.#isOver; number += 1) {
      const device = this.#devices[number % this.#devices.length];
      if (!device) return;
      const name = `command ${number}`;
      const sent = await this.#client.device
        .sendCommand({ applicationId, deviceId: device.deviceId, deviceCommand: { name } })
        .then(
          () => true,
          () => false,
        );
      if (sent) this.#owed.get(device.deviceId)?.add(name);
      await sleep(pauseMs);
    }
  }

  async #openStream(lastEventId?: string): Promise<void> {
    const path = `/applications/${this.#of.applicationId}/devices/${this.#devices[0]?.deviceId}/stateStream`;
    this.#reader = await EventReader.open(`${this.#server.http}${path}?keepAliveInterval=1`, {
      Authorization: `Bearer ${this.#token}`,
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
    });
  }

  /** As a browser reads it: it comes back with the last id that it has seen. */
  async #readStream(): Promise<void> {
    let lastEventId: string | undefined;
    while (!this.#isStreamOver) {
      const event = await this.#reader?.any();
      if (event === undefined) {
        if (this.#isStreamOver) return;
        await this.#openStream(lastEventId).catch(() => sleep(100));
        continue;
      }
      if (event.event === 'gap') this.#gaps += 1;
      if (event.event !== 'deviceState') continue;
      if (event.id !== undefined) lastEventId = event.id;
      const { sequence } = (event.data as { data: { sequence: number } }).data;
      if (this.#streamed.has(sequence)) this.#doubled.push(`streamed ${sequence}`);
      this.#streamed.add(sequence);
    }
  }
}

/** Whether it was acknowledged; not when the connection ends before. */
function publish(client: MqttClient, topic: string, payload: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ended = (): void => resolve(false);
    client.once('close', ended);
    client.publish(topic, payload, { qos: 1 }, (error) => {
      client.off('close', ended);
      resolve(!error);
    });
  });
}
