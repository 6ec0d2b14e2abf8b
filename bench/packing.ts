import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { attributes, type Device } from './support/brokers.ts';
import { round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { residentMiB, startPublisher } from './support/processes.ts';

const dayMs = 86_400_000;
const deviceCount = 50;
const days = 20;
const stateCount = Number(process.env.SIGNALBOX_BENCH_STATES ?? 10_000_000);
const ratePerSecond = 1000;
const seconds = 20;

/**
 * The past of some devices is packed while they report a thousand states a second, on a PostgreSQL server: how long acknowledgements take
 * meanwhile, beside the same without packing, and what memory that takes.
 */
export async function benchPacking(): Promise<string> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase('packing');
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-packing-'));
  const start = (afterDays: string): Promise<TestServer> =>
    startServer({
      dataDir,
      env: { DATABASE_URL: url, SIGNALBOX_COMPACT_HISTORY: afterDays, SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off' },
    });
  let server = await start('off');
  const { client } = await logIn(server);
  const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
  const devices: Device[] = [{ deviceId, key, secret }];
  while (devices.length < deviceCount) {
    const { id } = await client.devices.post({ applicationId, device: { name: `D${devices.length}`, attributes } });
    devices.push({ deviceId: id, key, secret });
  }
  await fill(url);
  const turn = async (startAt: number) => {
    const settings = { url: server.mqtt, devices, window: 1, seconds, rate: ratePerSecond, startAt };
    const idle = residentMiB(server.pid);
    const { report } = await startPublisher(settings);
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, residentMiB(server.pid));
        await sleep(200);
      }
    })();
    const { perSecond, p50, p99 } = await report;
    isOver = true;
    await watching;
    return { perSecond, p50, p99, idle, most };
  };
  // Whoever has just begun is not at its speed yet.
  await turn(0);
  const alone = await turn(1_000_000);
  await server.stop();
  server = await start('1');
  await turn(2_000_000);
  const before = await packed(server);
  const beside = await turn(3_000_000);
  const perSecond = ((await packed(server)) - before) / seconds;
  if (perSecond === 0) throw new Error('nothing was left to be packed: ask for more states');
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  postgres.stop();
  const rows = Object.entries({ alone, 'beside packing': beside }).map(([name, figures]) => [
    name,
    ...[figures.perSecond, figures.p50, figures.p99, figures.most].map((figure) => round(figure)),
  ]);
  return `## Packing beside ingest (PostgreSQL server)

${stateCount} states of ${deviceCount} devices and ${days} days wait to be packed; ${round(perSecond, 0)} a second were, from ${round(beside.idle, 0)} MiB on.

${toTable(['ingest', 'states/s', 'p50 ms', 'p99 ms', 'at most MiB'], rows)}
`;
}

async function packed(server: TestServer): Promise<number> {
  const text = await (await fetch(`${server.http}/metrics`)).text();
  return Number(/^signalbox_states_packed (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** States of long past days, all of one week's partition or the next. */
async function fill(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const perDay = Math.round(stateCount / deviceCount / days);
  const first = Math.floor(Date.now() / dayMs) * dayMs - (days + 3) * dayMs;
  for (let week = Math.floor(first / (7 * dayMs)); week * 7 * dayMs <= first + days * dayMs; week += 1) {
    const bounds = `from (${week * 7 * dayMs}) to (${(week + 1) * 7 * dayMs})`;
    await client.query(
      `create table if not exists device_state_${week} partition of device_state for values ${bounds}`,
    );
  }
  await client.query(
    `insert into device_state (device_row_id, time, data)
      select device_row_id, $1::bigint + day * 86400000 + n * (86400000 / $2::integer), jsonb_build_object(
        '1', trim_scale(20 + n % 50 / 4.0), '2', 40 + n % 20, '3', n % 7 = 0, '4', 'idle')
      from (select device_row_id from device order by device_row_id limit $4) device, generate_series(0, $3::integer - 1) day,
        generate_series(0, $2::integer - 1) n`,
    [first, perDay, days, deviceCount],
  );
  await client.query('vacuum analyze device_state');
  await client.end();
}
