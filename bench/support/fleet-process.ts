// A process of its own that holds many devices: its first message is their settings, every further one an order of its parent, which
// is answered with one message. Devices connect, subscribe to their commands, report now and then, and come back to another server
// when their connection ends. Writes MQTT's bytes itself, as publisher.ts does.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import type { ArrivalReport, FleetOrder, FleetSettings, StateReport } from './fleet.ts';

const [settings] = (await once(process, 'message')) as [FleetSettings];

/** Ms before a device that was refused tries again, on average. */
const pauseMs = 1_000;
const keepAliveSeconds = 600;
const tickMs = 5;
/** How long the last states may take to be acknowledged. */
const settleMs = 10_000;

const latencies: number[] = [];
let sent = 0;
let acknowledged = 0;
let retries = 0;
let losses = 0;
/** Of the devices that have come since the last report of it, ms since they began to, or were lost. */
let arrivals: number[] = [];
let onArrival = (): void => undefined;

class Device {
  readonly #of: FleetSettings['devices'][number];
  #place: number;
  #socket: Socket | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #since = 0;
  #sentAt = 0;
  #packetId = 0;
  #isUp = false;

  constructor(of: FleetSettings['devices'][number], place: number) {
    this.#of = of;
    this.#place = place;
  }

  /** Resolves when it is there, however often it is refused. */
  async connect(): Promise<void> {
    this.#since = performance.now();
    while (!(await this.#try())) {
      retries += 1;
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
    }
    this.#isUp = true;
    arrivals.push(performance.now() - this.#since);
    onArrival();
  }

  get place(): number {
    return this.#place;
  }

  /** One report; nothing while it is away. */
  report(): void {
    if (!this.#isUp || !this.#socket) return;
    const payload = `{"time":${Date.now()},"data":{"temperature":${(20 + Math.random() * 10).toFixed(2)},"humidity":41.5,"running":true,"note":"nominal operation of the line"}}`;
    this.#packetId = (this.#packetId % 65_535) + 1;
    this.#sentAt = performance.now();
    sent += 1;
    const topic = `losant/${this.#of.deviceId}/state`;
    this.#socket.write(
      generate({ cmd: 'publish', topic, payload, qos: 1, messageId: this.#packetId, dup: false, retain: false }),
    );
  }

  /** Resolves with whether it was let in and has its subscription. */
  #try(): Promise<boolean> {
    return new Promise((resolve) => {
      const { port = 0 } = settings.places[this.#place] ?? {};
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      this.#socket = socket;
      this.#rest = Buffer.alloc(0);
      const { deviceId: clientId, key: username, secret } = this.#of;
      socket.write(
        generate({
          ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: keepAliveSeconds },
          ...{ clientId, username, password: Buffer.from(secret) },
        }),
      );
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') this.#moveOn();
      });
      socket.on('data', (chunk) => this.#read(chunk, () => resolve(true)));
      socket.once('close', () => {
        resolve(false);
        if (socket === this.#socket) this.#lost();
      });
    });
  }

  #read(chunk: Buffer, onSubscribed: () => void): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    // All that a server sends to these devices is shorter than 128 bytes.
    for (let end = 0; at + 2 <= bytes.length; at = end) {
      end = at + 2 + (bytes[at + 1] ?? 0);
      if (end > bytes.length) break;
      const type = (bytes[at] ?? 0) >> 4;
      if (type === 2) this.#admitted(bytes[at + 3] === 0);
      else if (type === 4) this.#acknowledged();
      else if (type === 9) onSubscribed();
    }
    this.#rest = bytes.subarray(at);
  }

  #admitted(isAdmitted: boolean): void {
    if (!isAdmitted) return void this.#socket?.destroy();
    const topic = `losant/${this.#of.deviceId}/command`;
    this.#socket?.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 1 }] }));
  }

  #acknowledged(): void {
    acknowledged += 1;
    latencies.push(performance.now() - this.#sentAt);
  }

  #lost(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    losses += 1;
    this.#moveOn();
    void this.connect();
  }

  #moveOn(): void {
    this.#place = (this.#place + 1) % settings.places.length;
  }
}

const devices = settings.devices.map((each, index) => new Device(each, index % settings.places.length));

/** All of them, so many at a time. */
async function connectAll(): Promise<ArrivalReport> {
  const begun = performance.now();
  const waiting = devices.values();
  await Promise.all(
    Array.from({ length: settings.atOnce }, async () => {
      for (const device of waiting) await device.connect();
    }),
  );
  return takeArrivals(begun);
}

/** Until as many have come as are at the first place now, which is about to end. */
async function awaitLost(): Promise<ArrivalReport> {
  const begun = performance.now();
  const count = devices.filter(({ place }) => place === 0).length;
  await new Promise<void>((resolve) => {
    onArrival = () => {
      if (arrivals.length >= count) resolve();
    };
  });
  onArrival = () => undefined;
  return takeArrivals(begun);
}

function takeArrivals(begun: number): ArrivalReport {
  const report = { ms: performance.now() - begun, count: arrivals.length, retries, delays: arrivals };
  arrivals = [];
  retries = 0;
  return report;
}

/** Each device reports every so many seconds, evenly over them all. */
async function report(seconds: number): Promise<StateReport> {
  sent = 0;
  acknowledged = 0;
  latencies.length = 0;
  const perMs = devices.length / (settings.reportEverySeconds * 1000);
  const begun = performance.now();
  let turn = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsed = Math.min(performance.now() - begun, seconds * 1000);
      for (; turn < Math.floor(elapsed * perMs); turn += 1) devices[turn % devices.length]?.report();
      if (elapsed < seconds * 1000) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
  const deadline = performance.now() + settleMs;
  while (acknowledged < sent && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  return { sent, acknowledged, latencies };
}

process.on('message', async (order: FleetOrder) => {
  if (order.kind === 'connect') process.send?.(await connectAll());
  else if (order.kind === 'report') process.send?.(await report(order.seconds));
  else if (order.kind === 'moveOn') process.send?.(await awaitLost());
  else {
    process.send?.(losses);
    losses = 0;
  }
});
process.send?.('ready');
