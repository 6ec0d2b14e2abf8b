import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import type { Device } from './support/brokers.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { type PublisherReport, residentMiB, startPublisher } from './support/processes.ts';
import { registerDevices } from './support/register-devices.ts';

/** SIGNALBOX_BENCH_MESSAGES changes it. */
const messages = Number(process.env.SIGNALBOX_BENCH_MESSAGES ?? 10_000_000);
const parts = 5;
const registered = [1_000, 10_000, 100_000];
const connected = [100, 1_000, 5_000];
const seconds = 8;
const reads = 200;

const attributes = [
  { name: 'temperature', dataType: 'number' },
  { name: 'humidity', dataType: 'number' },
  { name: 'running', dataType: 'boolean' },
  { name: 'note', dataType: 'string' },
];

/**
 * How the server's cost grows: its memory and the disk over millions of messages, then the rate of ingest and the time of
 * common reads as more devices are registered, and as more are connected. On a PostgreSQL server.
 */
export async function benchGrowth(): Promise<string> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('growth');
  const server = await startServer({ env: { DATABASE_URL: databaseUrl } });
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const { client } = await logIn(server);
  const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
  const ids = [deviceId];
  const register = async (count: number): Promise<void> => {
    const made = ids.length - 1;
    ids.push(...(await registerDevices(pool, { template: deviceId, from: made, count: count - ids.length })));
  };
  let startAt = 0;
  const publish = async (count: number, settings: { seconds: number; window: number }): Promise<PublisherReport> => {
    const devices: Device[] = ids.slice(0, count).map((id) => ({ deviceId: id, key, secret }));
    const { report } = await startPublisher({ url: server.mqtt, devices, rate: 0, startAt, ...settings });
    startAt += 100_000;
    return report;
  };

  await register(100);
  const memory: (string | number)[][] = [[0, round(residentMiB(server.pid), 0), '-']];
  let sent = 0;
  while (sent < messages) {
    const begun = sent;
    while (sent < Math.min(messages, begun + messages / parts)) {
      sent += (await publish(100, { seconds: 20, window: 20 })).acknowledged;
    }
    memory.push([sent, round(residentMiB(server.pid), 0), round(await bytesPerState(pool), 0)]);
  }

  const growth: (string | number)[][] = [];
  for (const count of registered) {
    await register(count);
    growth.push([`${count} registered, 100 connected`, ...(await measure(100))]);
  }
  for (const count of connected) growth.push([`100,000 registered, ${count} connected`, ...(await measure(count))]);
  await pool.end();
  await server.stop();
  postgres.stop();
  return `## Growth (PostgreSQL server)

${toTable(['states stored', 'resident MiB', 'bytes on disk per state'], memory)}

${toTable(['devices', 'states/s', 'ack p99 ms', 'application.get p50 ms', 'device.get p50 ms', 'devices.get p50 ms', 'resident MiB'], growth)}

Reads are taken one at a time right after the load; a page of devices is its first 100 by name.
`;

  async function measure(count: number): Promise<(string | number)[]> {
    const report = await publish(count, { seconds, window: Math.max(1, Math.floor(1000 / count)) });
    const questions = [
      () => client.application.get({ applicationId }),
      () => client.device.get({ applicationId, deviceId: ids[count - 1] }),
      () => client.devices.get({ applicationId }),
    ];
    const medians: number[] = [];
    for (const ask of questions) {
      const times: number[] = [];
      for (let turn = 0; turn < reads; turn += 1) {
        const begun = performance.now();
        await ask();
        times.push(performance.now() - begun);
      }
      medians.push(round(quantile(times, 0.5), 1));
    }
    return [round(report.perSecond, 0), round(report.p99, 1), ...medians, round(residentMiB(server.pid), 0)];
  }
}

/** With its indexes, as the disk holds them after a checkpoint; the log before it comes and goes. */
async function bytesPerState(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number; count: number }>(
    `select (select sum(pg_total_relation_size(inhrelid))::float8 from pg_inherits where inhparent = 'device_state'::regclass) as bytes,
       (select count(*)::float8 from device_state) as count`,
  );
  const [row] = rows;
  return row ? row.bytes / row.count : Number.NaN;
}
