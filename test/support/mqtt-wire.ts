import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parser as createParser, generate, type IConnectPacket, type Packet } from 'mqtt-packet';
import { createWebSocketStream, WebSocket } from 'ws';
import type { DeviceFixture } from './fixtures.ts';
import type { TestServer } from './start-server.ts';

export type Transport = 'TCP' | 'WebSocket';
export const transports: readonly Transport[] = ['TCP', 'WebSocket'];

type Sendable = Packet | Buffer;

/**
 * An MQTT connection without a client behind it: packets go out as they are given and come in one by one, so that a test
 * can break any rule of the protocol and see each answer. `mqtt-packet` reads and writes them, independently of the server.
 */
export class WireClient {
  readonly stream: Duplex;
  /** Resolves once the server has ended the connection, or this side has. */
  readonly closed: Promise<void>;
  readonly #received: Packet[] = [];
  readonly #waiting: { resolve: (packet: Packet) => void; reject: (error: Error) => void }[] = [];
  #ended = false;

  constructor(stream: Duplex) {
    this.stream = stream;
    const parser = createParser();
    parser.on('packet', (packet: Packet) => {
      const waiter = this.#waiting.shift();
      if (waiter) waiter.resolve(packet);
      else this.#received.push(packet);
    });
    parser.on('error', (error: Error) => stream.destroy(error));
    stream.on('data', (chunk: Buffer) => parser.parse(chunk));
    stream.on('error', () => undefined);
    // A WebSocket's stream ends, but stays open for writing, when the other side has closed.
    stream.on('end', () => stream.destroy());
    this.closed = new Promise((resolve) => {
      stream.once('close', () => {
        this.#ended = true;
        for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection was closed'));
        resolve();
      });
    });
  }

  send(...packets: Sendable[]): void {
    this.stream.write(Buffer.concat(packets.map(toBytes)));
  }

  /** The next packet from the server; rejects when there is none and the connection is closed. */
  next(): Promise<Packet> {
    const packet = this.#received.shift();
    if (packet) return Promise.resolve(packet);
    if (this.#ended) return Promise.reject(new Error('the connection was closed'));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async take(count: number): Promise<Packet[]> {
    const packets: Packet[] = [];
    while (packets.length < count) packets.push(await this.next());
    return packets;
  }

  /** Sends a packet and answers the next one that comes. */
  ask(packet: Sendable): Promise<Packet> {
    this.send(packet);
    return this.next();
  }

  /** All that the server sends before it answers a ping: whatever it had to send first is there. */
  async untilPong(): Promise<Packet[]> {
    this.send({ cmd: 'pingreq' });
    const packets: Packet[] = [];
    for (let packet = await this.next(); packet.cmd !== 'pingresp'; packet = await this.next()) packets.push(packet);
    return packets;
  }

  /** DISCONNECT, and the end. */
  async leave(): Promise<void> {
    this.send({ cmd: 'disconnect' });
    await this.closed;
  }

  /** The network fails: no DISCONNECT. */
  async vanish(): Promise<void> {
    this.stream.destroy();
    await this.closed;
  }
}

function toBytes(packet: Sendable): Buffer {
  return Buffer.isBuffer(packet) ? packet : generate(packet);
}

/** A stream of bytes to the server's MQTT, over the transport. */
export async function openStream(server: Pick<TestServer, 'http' | 'mqttPort'>, transport: Transport): Promise<Duplex> {
  if (transport === 'TCP') {
    const socket: Socket = connectTcp(server.mqttPort, '127.0.0.1');
    socket.setNoDelay(true);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return socket;
  }
  const webSocket = new WebSocket(`${server.http.replace('http', 'ws')}/mqtt`, 'mqtt');
  const stream = createWebSocketStream(webSocket);
  await new Promise((resolve, reject) => webSocket.once('open', resolve).once('error', reject));
  return stream;
}

export async function openWire(
  server: Pick<TestServer, 'http' | 'mqttPort'>,
  transport: Transport = 'TCP',
): Promise<WireClient> {
  return new WireClient(await openStream(server, transport));
}

export type ConnectOptions = Partial<Omit<IConnectPacket, 'cmd'>>;

export function connectPacket(device: DeviceFixture, options: ConnectOptions = {}): IConnectPacket {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    clientId: device.deviceId,
    username: device.key,
    password: Buffer.from(device.secret),
    ...options,
  };
}

/** Connects a device; answers the connection and whether the server said that it knows the session. */
export async function connectWire(
  server: Pick<TestServer, 'http' | 'mqttPort'>,
  device: DeviceFixture,
  options: ConnectOptions & { transport?: Transport } = {},
): Promise<WireClient & { readonly sessionPresent: boolean }> {
  const { transport = 'TCP', ...rest } = options;
  const client = await openWire(server, transport);
  const answer = await client.ask(connectPacket(device, rest));
  if (answer.cmd !== 'connack' || answer.returnCode !== 0) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return Object.assign(client, { sessionPresent: answer.sessionPresent });
}

export function subscribe(messageId: number, ...filters: (string | [string, 0 | 1 | 2])[]): Packet {
  return {
    cmd: 'subscribe',
    messageId,
    subscriptions: filters.map((filter) =>
      typeof filter === 'string' ? { topic: filter, qos: 0 } : { topic: filter[0], qos: filter[1] },
    ),
  };
}

export function publish(
  topic: string,
  payload: string | Buffer,
  options: { qos?: 0 | 1 | 2; messageId?: number; retain?: boolean; dup?: boolean } = {},
): Packet {
  const { qos = 0, messageId, retain = false, dup = false } = options;
  return { cmd: 'publish', topic, payload, qos, retain, dup, ...(messageId === undefined ? {} : { messageId }) };
}

/** A packet by hand: first byte, remaining length, the rest. */
export function rawPacket(firstByte: number, ...parts: (number[] | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) | (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([firstByte, ...length]), body]);
}

/** A string as it stands in packets: two bytes of length, then its bytes. */
export function rawString(bytes: string | number[]): Buffer {
  const text = Buffer.from(bytes as string);
  return Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), text]);
}
