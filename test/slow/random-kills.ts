import type { MqttClient } from 'mqtt';
import { expect } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { readSequences } from '../support/crash-scenario.ts';
import { connectDevice, makeDevice } from '../support/fixtures.ts';
import { type StartOptions, startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

/** Reports of one device that may be unacknowledged at a time, as firmware that pipelines has. */
const inFlight = 5;

/** A kill comes after at most so many connects and acknowledgements together. */
const maxEventsBeforeKill = 5000;

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A device that numbers its reports, never sends one twice, and remembers which were acknowledged. */
class Sender {
  readonly acknowledged = new Set<number>();
  readonly deviceId: string;
  readonly #base: number;
  #next = 0;

  constructor(options: { deviceId: string; base: number }) {
    this.deviceId = options.deviceId;
    this.#base = options.base;
  }

  /** Sends until the connection ends; `onAcknowledged` is called after each acknowledgement. */
  async run(connection: MqttClient, onAcknowledged: () => void): Promise<void> {
    // The client forgets what is under way when its connection ends.
    const over = new Promise<false>((resolve) => connection.once('close', () => resolve(false)));
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (connection.connected) {
          const sequence = this.#next++;
          const report = JSON.stringify({ time: this.#base + sequence, data: { sequence } });
          const sent = connection.publishAsync(`losant/${this.deviceId}/state`, report, { qos: 1 }).then(
            () => true,
            () => false,
          );
          if (!(await Promise.race([sent, over]))) return;
          this.acknowledged.add(sequence);
          onAcknowledged();
        }
      }),
    );
  }
}

/**
 * Devices report at QoS 1 without a pause while the server is killed (-9) at random moments and started again. In the end
 * every acknowledged state is there exactly once, counts equal rows, and the connection log is whole.
 */
export async function surviveRandomKills(
  options: StartOptions & { devices: number; kills: number; seed: number },
): Promise<{ acknowledged: number; stored: number }> {
  const random = makeRandom(options.seed);
  let server = await startServer(options);
  const client = (await logIn(server)).client;
  const { applicationId, key, secret } = await makeDevice(client);
  const base = Date.now() - 10_000_000;
  const senders: Sender[] = [];
  for (let index = 0; index < options.devices; index += 1) {
    const device = { name: `D${index}`, attributes: [{ name: 'sequence', dataType: 'number' }] };
    senders.push(new Sender({ deviceId: (await client.devices.post({ applicationId, device })).id, base }));
  }
  for (let kill = 0; kill < options.kills; kill += 1) {
    // Told in connects and acknowledgements, not in seconds, so that slow machines are killed at the same points: some
    // while the fleet is still connecting, others in full traffic.
    let left = 1 + Math.floor(random() * maxEventsBeforeKill);
    let killed: Promise<void> | undefined;
    const onEvent = (): void => {
      left -= 1;
      if (left <= 0) killed ??= server.kill();
    };
    await Promise.all(senders.map((sender) => reportUntilKilled(server, sender, { key, secret }, onEvent)));
    await killed;
    server = await startServer(options);
  }
  try {
    const { client: reader, token } = await logIn(server);
    const read = async (path: string) => (await call(server, 'GET', path, { token })).body;
    return await judge(reader, read, { applicationId, base, senders });
  } finally {
    await server.stop();
  }
}

async function reportUntilKilled(
  server: TestServer,
  sender: Sender,
  access: { key: string; secret: string },
  onEvent: () => void,
): Promise<void> {
  const connection = await connectDevice(server, { deviceId: sender.deviceId, ...access }).catch(() => undefined);
  if (!connection) return;
  connection.on('error', () => undefined);
  onEvent();
  await sender.run(connection, onEvent);
  connection.end(true);
}

async function judge(
  client: Client,
  /** For what the client's schemas do not have. */
  read: (path: string) => Promise<object>,
  { applicationId, base, senders }: { applicationId: string; base: number; senders: readonly Sender[] },
): Promise<{ acknowledged: number; stored: number }> {
  let stored = 0;
  let acknowledged = 0;
  let connects = 0;
  let goings = 0;
  const counted: Record<string, object> = {};
  for (const sender of senders) {
    const { deviceId } = sender;
    const sequences = await readSequences(client, { applicationId, deviceId, start: base });
    const kept = new Set(sequences);
    expect(kept.size).toBe(sequences.length);
    expect([...sender.acknowledged].filter((sequence) => !kept.has(sequence))).toEqual([]);
    if (sequences.length > 0) {
      // Derived after the commit, and yet no acknowledged report is missing in them.
      const last = await client.device.getCompositeState({ applicationId, deviceId });
      expect(last.sequence.value).toBe(sequences.reduce((a, b) => Math.max(a, b)));
      counted[deviceId] = { deviceState: { 'device.mqtt': sequences.length } };
    }
    stored += sequences.length;
    acknowledged += sender.acknowledged.size;
    const log = await client.device.getLogEntries({ applicationId, deviceId, limit: '1000', sortDirection: 'asc' });
    const connected = log.map((entry: { connected: number }) => entry.connected);
    // It came and went, in turns, and has gone in the end.
    expect(connected).toEqual(Array.from({ length: connected.length }, (_, index) => (index + 1) % 2));
    expect(connected.length % 2).toBe(0);
    connects += connected.length / 2;
    goings += connected.length / 2;
  }
  const byDevice = await read(`/applications/${applicationId}/payloadCounts?groupBy=device`);
  expect(byDevice).toMatchObject({ devices: counted });
  const counts = await client.application.payloadCounts({ applicationId });
  expect(acknowledged).toBeGreaterThan(0);
  expect(counts).toEqual({
    deviceState: { 'device.mqtt': stored },
    deviceConnect: { 'device.mqtt': connects },
    deviceDisconnect: { 'device.mqtt': goings },
  });
  return { acknowledged, stored };
}
