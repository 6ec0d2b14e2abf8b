import { expect } from 'vitest';
import { type Client, logIn } from './api.ts';
import { connectDevice, makeDevice } from './fixtures.ts';
import { type StartOptions, startServer } from './start-server.ts';

/**
 * Devices publish at QoS 1 as fast as they can while the server is killed (-9) and started again, a number of times.
 * Then every acknowledged state must be there exactly once, and the usage counts must equal the stored rows.
 */
export async function surviveKills(
  options: StartOptions & { devices: number; rounds: number; reportsPerRound: number },
): Promise<void> {
  let server = await startServer(options);
  const { client } = await logIn(server);
  const { applicationId, key, secret } = await makeDevice(client);
  const devices: string[] = [];
  for (let index = 0; index < options.devices; index += 1) {
    const device = { name: `D${index}`, attributes: [{ name: 'sequence', dataType: 'number' }] };
    devices.push((await client.devices.post({ applicationId, device })).id);
  }
  const base = Date.now() - 10_000_000;
  const acknowledged = new Map(devices.map((id) => [id, new Set<number>()]));
  for (let round = 0; round < options.rounds; round += 1) {
    const connections = await Promise.all(devices.map((deviceId) => connectDevice(server, { deviceId, key, secret })));
    const early: Promise<void>[] = [];
    for (const [index, connection] of connections.entries()) {
      const deviceId = devices[index] ?? '';
      connection.on('error', () => undefined);
      for (let report = 0; report < options.reportsPerRound; report += 1) {
        const sequence = round * options.reportsPerRound + report;
        const published = connection
          .publishAsync(`losant/${deviceId}/state`, JSON.stringify({ time: base + sequence, data: { sequence } }), {
            qos: 1,
          })
          .then(() => void acknowledged.get(deviceId)?.add(sequence));
        published.catch(() => undefined);
        // Killed at another point of the traffic in each round.
        if (report === Math.floor((options.reportsPerRound * (round + 1)) / (options.rounds + 2)))
          early.push(published);
      }
    }
    await Promise.race(early);
    await server.kill();
    for (const connection of connections) connection.end(true);
    server = await startServer(options);
  }
  try {
    const reader = (await logIn(server)).client;
    let rows = 0;
    let known = 0;
    for (const [deviceId, sequences] of acknowledged) {
      const stored = await readSequences(reader, { applicationId, deviceId, start: base });
      expect(new Set(stored).size).toBe(stored.length);
      const kept = new Set(stored);
      expect([...sequences].filter((sequence) => !kept.has(sequence))).toEqual([]);
      rows += stored.length;
      known += sequences.size;
    }
    expect(known).toBeGreaterThan(0);
    const counts = await reader.application.payloadCounts({ applicationId });
    expect(counts.deviceState['device.mqtt']).toBe(rows);
    const page = await reader.devices.get({ applicationId, perPage: '1000' });
    expect(
      page.items.filter((item: { connectionInfo: { connected: number } }) => item.connectionInfo.connected === 1),
    ).toEqual([]);
  } finally {
    await server.stop();
  }
}

/** The sequence numbers stored for a device, in the order of time. */
export async function readSequences(
  client: Client,
  { applicationId, deviceId, start }: { applicationId: string; deviceId: string; start: number },
): Promise<number[]> {
  const query = { deviceIds: [deviceId], start, end: 0, aggregation: 'NONE', limit: 100_000 };
  const answer = await client.data.timeSeriesQuery({ applicationId, query });
  return answer.devices[deviceId].points.map((point: { data: { sequence: number } }) => point.data.sequence);
}
