// A process of its own that publishes device states at QoS 1: its settings are its parent's first message. Prints one JSON
// line when it is done. It writes MQTT's bytes itself, because a client library would take more of the machine's time than the broker
// under test: what is compared are brokers, and they share the machine with their load. For thousands of connections it also does without
// a buffer for each read and each report.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import type { PublisherReport } from './processes.ts';

interface Settings {
  readonly url: string;
  readonly devices: readonly { deviceId: string; key: string; secret: string }[];
  /** States per second over all devices; 0: as fast as `window` unacknowledged ones per device allow. */
  readonly rate: number;
  readonly window: number;
  readonly seconds: number;
  /** Milliseconds to start the reports' times at, so that a later run adds to an earlier one. */
  readonly startAt: number;
}

const [settings] = (await once(process, 'message')) as [Settings];
const { hostname, port } = new URL(settings.url);

/** One acknowledgement in so many is timed: enough for quantiles, and the generator stays cheap. */
const timedShare = 16;
/** Most unacknowledged states of one device: packet ids are 16 bits, and a server that lags must not fill this process. */
const maxInFlight = 1000;

const latencies: number[] = [];
let acknowledged = 0;
let sent = 0;
// One millisecond apart: two reports of one device in the same millisecond would be one row, and cost less.
const base = Date.now() - 6 * 3_600_000 + settings.startAt;

/** A report of a usual size; what differs from one to the next has a fixed width, so that it is patched, not formatted. */
const payloadOf = (time: string, value: string): string =>
  `{"time":${time},"data":{"temperature":${value}.25,"humidity":41.5,"running":true,"note":"nominal operation of the line"}}`;
const timeWidth = 13;
const valueWidth = 2;
const noBytes = Buffer.alloc(0);

/** What a socket reads is dealt with before the next one is read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

class Device {
  readonly socket: Socket;
  /** A whole PUBLISH; packet id, time and one value are written over in each copy, or in itself while nothing is under way. */
  readonly #template: Buffer;
  readonly #timeAt: number;
  readonly #valueAt: number;
  readonly #idAt: number;
  #sequence = 0;
  #rest: Buffer = noBytes;
  readonly #sentAt = new Map<number, number>();
  inFlight = 0;
  onAcknowledged: () => void = () => undefined;

  constructor(socket: Socket, deviceId: string) {
    this.socket = socket;
    const payload = payloadOf('T'.repeat(timeWidth), 'V'.repeat(valueWidth));
    const topic = `losant/${deviceId}/state`;
    this.#template = generate({ cmd: 'publish', topic, payload, qos: 1, messageId: 1, dup: false, retain: false });
    const payloadAt = this.#template.length - payload.length;
    this.#idAt = payloadAt - 2;
    this.#timeAt = payloadAt + payload.indexOf('T');
    this.#valueAt = payloadAt + payload.indexOf('V');
  }

  /** Sends so many more reports in one write. */
  send(count: number): void {
    if (count <= 0) return;
    const { length } = this.#template;
    const bytes = count === 1 && this.inFlight === 0 ? this.#template : Buffer.allocUnsafe(count * length);
    const now = performance.now();
    for (let at = 0; at < bytes.length; at += length) {
      const sequence = this.#sequence++;
      const packetId = (sequence % 65_535) + 1;
      if (bytes !== this.#template) this.#template.copy(bytes, at);
      bytes.writeUInt16BE(packetId, at + this.#idAt);
      writeDigits(bytes, at + this.#timeAt, timeWidth, base + sequence);
      writeDigits(bytes, at + this.#valueAt, valueWidth, 10 + (sequence % 90));
      if (sequence % timedShare === 0) this.#sentAt.set(packetId, now);
    }
    this.inFlight += count;
    sent += count;
    this.socket.write(bytes);
  }

  /** Takes what has come; the chunk is used again afterwards. */
  read(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      if (bytes[at] !== 0x40) throw new Error(`not a PUBACK: ${bytes[at]}`);
      const packetId = bytes.readUInt16BE(at + 2);
      const begun = this.#sentAt.get(packetId);
      if (begun !== undefined) {
        this.#sentAt.delete(packetId);
        latencies.push(performance.now() - begun);
      }
      this.inFlight -= 1;
      acknowledged += 1;
    }
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : noBytes;
    this.onAcknowledged();
  }
}

function writeDigits(bytes: Buffer, at: number, width: number, value: number): void {
  let rest = value;
  for (let index = at + width - 1; index >= at; index -= 1) {
    bytes[index] = 0x30 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

async function connectDevice(device: Settings['devices'][number]): Promise<Device> {
  const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
  let read = (connack: Buffer): void => {
    if (connack[0] === 0x20 && connack[3] === 0) resolve();
    else reject(new Error(`refused: ${connack.toString('hex')}`));
  };
  const callback = (bytes: number): true => {
    read(readBuffer.subarray(0, bytes));
    return true;
  };
  const onread = { buffer: readBuffer, callback };
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread });
  socket.once('error', reject);
  socket.write(
    generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 0,
      clientId: device.deviceId,
      username: device.key,
      password: Buffer.from(device.secret),
    }),
  );
  await connected;
  const reporting = new Device(socket, device.deviceId);
  read = (chunk) => reporting.read(chunk);
  return reporting;
}

const devices: Device[] = [];
// More at once would overflow the listener's queue.
for (let from = 0; from < settings.devices.length; from += 50) {
  devices.push(...(await Promise.all(settings.devices.slice(from, from + 50).map(connectDevice))));
}
process.send?.('ready');
const connecting = process.cpuUsage();
const begun = performance.now();
const end = begun + settings.seconds * 1000;

if (settings.rate > 0) {
  let due = 0;
  let turn = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const target = Math.floor(((Math.min(now, end) - begun) / 1000) * settings.rate);
      for (; due < target; due += 1) {
        const device = devices[turn++ % devices.length] as Device;
        if (device.inFlight < maxInFlight) device.send(1);
      }
      if (now < end) return;
      clearInterval(timer);
      resolve();
    }, 2);
  });
} else {
  for (const device of devices) {
    device.onAcknowledged = () => {
      if (performance.now() < end) device.send(settings.window - device.inFlight);
    };
    device.send(settings.window);
  }
  await new Promise((resolve) => setTimeout(resolve, settings.seconds * 1000));
}
const inTime = acknowledged;
const seconds = (performance.now() - begun) / 1000;
const deadline = performance.now() + 30_000;
while (acknowledged < sent && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
const toSeconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
const report: PublisherReport = {
  ...{ sent, acknowledged, perSecond: inTime / seconds, p50: at(0.5), p99: at(0.99) },
  cpuSeconds: toSeconds(process.cpuUsage()),
  sendingSeconds: toSeconds(process.cpuUsage(connecting)),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
