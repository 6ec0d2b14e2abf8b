import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { expect } from 'vitest';
import type { Client } from './api.ts';
import { readSequences } from './crash-scenario.ts';
import { makeDevice } from './fixtures.ts';
import { inParallel } from './in-parallel.ts';
import { LoadStream } from './load-stream.ts';
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
  readonly received: Set<string>;
  /** Whom it has heard from: from then on all that these send is owed. */
  readonly heardFrom: Set<string>;
  client: MqttClient | undefined;
}

/** A device with a will that stays with one node, and does not come back when that ends it. */
interface Mourned {
  readonly will: string;
  readonly client: MqttClient;
  hasEnded: boolean;
}

/** That a device came to a server, or went from it. */
export interface LoadArrival {
  readonly deviceId: string;
  /** Epoch ms, by the server's clock. */
  readonly at: number;
  /** Why the connection ended; undefined: it began. */
  readonly reason: string | undefined;
}

/** What the load does in a second, of all devices together: it is to be there all the time, not to be as high as it can be. */
const ratePerSecond = { states: 150, messages: 150, commands: 20 };
const streamCount = 3;
const atOnce = 20;

/**
 * Devices with persistent sessions that report numbered states, send each other numbered messages and are sent numbered
 * commands, all at QoS 1, streams that are read meanwhile, and devices whose wills somebody waits for. Whatever breaks is tried
 * again under a new number, so that a number that was acknowledged has been sent once.
 */
export class ClusterLoad {
  readonly #server: Place;
  readonly #client: Client;
  readonly #of: Credentials;
  readonly #devices: readonly LoadDevice[];
  readonly #base = Date.now() - 10_000_000;
  /** Messages and commands that were acknowledged, by the device that is to receive them. */
  readonly #owed: Map<string, Set<string>>;
  readonly #doubled: string[] = [];
  readonly #streams: LoadStream[] = [];
  readonly #mourned: Mourned[] = [];
  /** How often each will was published. */
  readonly #wills = new Map<string, number>();
  /** Those of whom nobody knows whether they were connected. */
  readonly #uncertain = new Set<string>();
  #failedConnects = 0;
  #slowestConnectMs = 0;
  #failedCommands = 0;
  #isOver = false;
  #hasEnded = false;
  readonly #work: Promise<void>[] = [];

  private constructor(options: { server: Place; client: Client; of: Credentials; devices: readonly LoadDevice[] }) {
    this.#server = options.server;
    this.#client = options.client;
    this.#of = options.of;
    this.#devices = options.devices;
    this.#owed = new Map(this.#devices.map(({ deviceId }) => [deviceId, new Set<string>()]));
  }

  /** Makes the devices, opens streams of the first of them, and begins. */
  static async start(options: { server: Place; client: Client; token: string; devices: number }): Promise<ClusterLoad> {
    const { server, client, token } = options;
    const { applicationId, key, secret } = await makeDevice(client);
    const devices: LoadDevice[] = [];
    const names = Array.from({ length: options.devices }, (_, index) => `D${index}`);
    await inParallel(names, atOnce, async (name) => {
      const device = { name, attributes: [{ name: 'sequence', dataType: 'number' }] };
      const { id } = await client.devices.post({ applicationId, device });
      devices.push(toLoadDevice(id));
    });
    const load = new ClusterLoad({ server, client, of: { applicationId, key, secret }, devices });
    for (const { deviceId } of devices.slice(0, streamCount)) {
      const path = `/applications/${applicationId}/devices/${deviceId}/stateStream?keepAliveInterval=1`;
      load.#streams.push(await LoadStream.open({ url: `${server.http}${path}`, token }));
    }
    await load.#watchWills();
    await inParallel(devices, atOnce, (device) => load.#connect(device));
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

  /** Connects a device with a will to one node; one that cannot be connected gives way to another, as its will may be heard. */
  async mourn(node: Place): Promise<void> {
    const { applicationId, key, secret } = this.#of;
    for (;;) {
      const will = `will ${this.#mourned.length + this.#uncertain.size}`;
      const { id } = await this.#client.devices.post({ applicationId, device: { name: `With ${will}` } });
      const client = mqtt.connect(node.mqtt, {
        clientId: id,
        username: key,
        password: secret,
        reconnectPeriod: 0,
        will: { topic: 'wills', payload: Buffer.from(will), qos: 1, retain: false },
      });
      if (await isConnected(client)) {
        const mourned: Mourned = { will, client, hasEnded: false };
        client.once('close', () => {
          mourned.hasEnded = true;
        });
        this.#mourned.push(mourned);
        return;
      }
      client.end(true);
      this.#uncertain.add(will);
      this.#failedConnects += 1;
    }
  }

  /** How many of those that were mourned have had their wills published, and how many still live. */
  get wills(): { published: number; living: number } {
    const published = [...this.#wills.keys()].filter((will) => !this.#uncertain.has(will)).length;
    return { published, living: this.#mourned.filter(({ hasEnded }) => !hasEnded).length };
  }

  /** When each device came and went since then, as its log says. */
  async readArrivals(since: Date): Promise<LoadArrival[]> {
    const { applicationId } = this.#of;
    const arrivals: LoadArrival[] = [];
    await inParallel(this.#devices, atOnce, async ({ deviceId }) => {
      const query = { applicationId, deviceId, since: String(since.getTime()), limit: '1000' };
      for (const { connected, time, disconnectReason } of await this.#client.device.getLogEntries(query)) {
        arrivals.push({ deviceId, at: Date.parse(time), reason: connected === 1 ? undefined : disconnectReason });
      }
    });
    return arrivals;
  }

  /** Ends what sends, and waits until all that was acknowledged has arrived. */
  async finish(patience: { timeout: number; interval: number }): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#devices.map((device) => this.#stayConnected(device)));
    await expect.poll(() => this.#missing(), patience).toEqual([]);
    // A stream is behind what was acknowledged last, or has said that something is missing.
    const isTold = () =>
      this.#streams.every((stream, index) => stream.accountsFor(this.#devices[index]?.states ?? new Set()));
    await expect.poll(isTold, patience).toBe(true);
    await expect.poll(() => this.#countConnected(), patience).toBe(this.#devices.length);
    const unpublished = () =>
      this.#mourned.filter(({ hasEnded, will }) => hasEnded && !this.#wills.has(will)).map(({ will }) => will);
    await expect.poll(unpublished, patience).toEqual([]);
    this.#hasEnded = true;
  }

  /** Fails unless all is there once; returns the figures. */
  async check(): Promise<Record<string, number>> {
    const { applicationId } = this.#of;
    let rows = 0;
    let acknowledged = 0;
    await inParallel(this.#devices, atOnce, async ({ deviceId, states }) => {
      const stored = await readSequences(this.#client, { applicationId, deviceId, start: this.#base });
      const kept = new Set(stored);
      expect(kept.size).toBe(stored.length);
      expect([...states].filter((each) => !kept.has(each))).toEqual([]);
      rows += stored.length;
      acknowledged += states.size;
    });
    const counts = await this.#client.application.payloadCounts({ applicationId });
    expect(counts.deviceState['device.mqtt']).toBe(rows);
    expect([...this.#doubled, ...this.#streams.flatMap(({ doubled }) => doubled)]).toEqual([]);
    expect([...this.#wills].filter(([, count]) => count !== 1)).toEqual([]);
    const dead = this.#mourned.filter(({ hasEnded }) => hasEnded);
    const heard = [...this.#wills.keys()].filter((will) => !this.#uncertain.has(will));
    expect(new Set(heard)).toEqual(new Set(dead.map(({ will }) => will)));
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    return {
      devices: this.#devices.length,
      acknowledged,
      stored: rows,
      messagesAndCommands: sum([...this.#owed.values()].map(({ size }) => size)),
      failedConnects: this.#failedConnects,
      slowestConnectMs: Math.round(this.#slowestConnectMs),
      failedCommands: this.#failedCommands,
      ofStreams: sum(this.#devices.slice(0, streamCount).map(({ states }) => states.size)),
      streamed: sum(this.#streams.map(({ told }) => told.size)),
      streamsOpenedAgain: sum(this.#streams.map(({ reconnects }) => reconnects)),
      gaps: sum(this.#streams.map(({ gaps }) => gaps)),
      wills: this.#wills.size,
    };
  }

  /** Ends everything, whatever has become of it. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#hasEnded = true;
    await Promise.all(this.#streams.map((stream) => stream.end()));
    for (const { client } of this.#devices) client?.end(true);
    for (const { client } of this.#mourned) client.end(true);
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

  /** A device that hears the wills, as long as the load is there. */
  async #watchWills(): Promise<void> {
    const { applicationId } = this.#of;
    const { id } = await this.#client.devices.post({ applicationId, device: { name: 'Mourner' } });
    const mourner = toLoadDevice(id);
    const onMessage = (text: string, isAgain: boolean): void => {
      if (!isAgain || !this.#wills.has(text)) this.#wills.set(text, (this.#wills.get(text) ?? 0) + 1);
    };
    await this.#connect(mourner, { topic: 'wills', onMessage });
    const keep = async (): Promise<void> => {
      while (!this.#hasEnded) {
        if (!mourner.client?.connected) await this.#connect(mourner, { topic: 'wills', onMessage });
        await sleep(50);
      }
      mourner.client?.end(true);
    };
    this.#work.push(keep());
  }

  /** Connects anew until it is; the client is new each time, so that it sends nothing again. */
  async #connect(
    device: LoadDevice,
    {
      topic = `peer/${device.deviceId}`,
      onMessage = (text: string, isAgain: boolean) => {
        if (device.received.has(text) && !isAgain) this.#doubled.push(text);
        device.received.add(text);
        device.heardFrom.add(text.slice(0, text.indexOf(' ')));
      },
    }: { topic?: string; onMessage?: (text: string, isAgain: boolean) => void } = {},
  ): Promise<void> {
    const { key, secret } = this.#of;
    device.client?.end(true);
    while (!this.#hasEnded) {
      const client = mqtt.connect(this.#server.mqtt, {
        clientId: device.deviceId,
        username: key,
        password: secret,
        clean: false,
        reconnectPeriod: 0,
        keepalive: 5,
        connectTimeout: 10_000,
      });
      client.on('message', (_topic: string, payload: Buffer, packet: IPublishPacket) => {
        const text = payload.toString();
        const { name } = text.startsWith('{') ? (JSON.parse(text) as { name?: string }) : { name: text };
        onMessage(name ?? text, packet.dup);
      });
      const begun = performance.now();
      const isUp = await isConnected(client);
      this.#slowestConnectMs = Math.max(this.#slowestConnectMs, performance.now() - begun);
      if (isUp) {
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
    while (!this.#hasEnded && !device.client?.connected) await this.#connect(device);
  }

  /** Ms between what one device does, drawn around what makes the rate. */
  #pause(perSecond: number): Promise<void> {
    return sleep(((this.#devices.length * 1000) / perSecond) * (0.5 + Math.random()));
  }

  /** One state after the other, on a connection that is made anew when it breaks. */
  async #report(device: LoadDevice): Promise<void> {
    for (let sequence = 0; !this.#isOver; sequence += 1) {
      const client = device.client;
      if (!client?.connected) {
        await this.#connect(device);
        continue;
      }
      const payload = JSON.stringify({ time: this.#base + sequence, data: { sequence } });
      if (await publish(client, `losant/${device.deviceId}/state`, payload)) device.states.add(sequence);
      await this.#pause(ratePerSecond.states);
    }
  }

  /** What the other one has subscribed to is known to all nodes once something has arrived: from then on all of it is owed. */
  async #talk(device: LoadDevice, to: LoadDevice): Promise<void> {
    for (let number = 0; !this.#isOver; number += 1) {
      const text = `${device.deviceId} ${number}`;
      const { client } = device;
      const isOwed = to.heardFrom.has(device.deviceId);
      if (client?.connected && (await publish(client, `peer/${to.deviceId}`, text)) && isOwed) {
        this.#owed.get(to.deviceId)?.add(text);
      }
      await this.#pause(ratePerSecond.messages);
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
      else this.#failedCommands += 1;
      await sleep(1000 / ratePerSecond.commands);
    }
  }
}

function toLoadDevice(deviceId: string): LoadDevice {
  return { deviceId, states: new Set(), received: new Set(), heardFrom: new Set(), client: undefined };
}

/** Whether it was let in; not when the connection ends before. */
function isConnected(client: MqttClient): Promise<boolean> {
  client.on('error', () => undefined);
  return new Promise((resolve) => {
    client.once('connect', () => resolve(true));
    client.once('close', () => resolve(false));
  });
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
