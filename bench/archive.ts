import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as PgClient } from 'pg';
import { type Client, logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { type PublisherReport, residentMiB, startPublisher } from './support/processes.ts';

const dayMs = 24 * 3_600_000;
const attributes = [
  { name: 'temperature', dataType: 'number' },
  { name: 'humidity', dataType: 'number' },
  { name: 'running', dataType: 'boolean' },
  { name: 'note', dataType: 'string' },
];
/** Bound to device_row_id, time and a number that counts the device's states. */
const sample = `jsonb_build_object('1', round((20 + step % 100 / 7.0)::numeric, 3), '2', step % 90, '3', step % 2 = 0, '4', 'ok ' || step % 10)`;

/** What devices notice of a backfill on the embedded database, and how fast a large day is archived from a PostgreSQL server. */
export async function benchArchive(): Promise<string> {
  const beside = await benchIngestBeside();
  const postgres = await startPostgres();
  try {
    return `${beside}\n${await benchLargeDay(await postgres.createDatabase('archive'))}`;
  } finally {
    postgres.stop();
  }
}

const largeDay = {
  devices: Number(process.env.BENCH_ARCHIVE_DEVICES ?? 1000),
  states: Number(process.env.BENCH_ARCHIVE_STATES ?? 5_000_000),
};

async function benchLargeDay(url: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-archive-'));
  const server = await startServer({
    env: { DATABASE_URL: url, SIGNALBOX_ARCHIVE_DIR: folder, SIGNALBOX_COMPACT_HISTORY: 'off' },
  });
  const database = new PgClient({ connectionString: url });
  await database.connect();
  try {
    const { client, token } = await logIn(server);
    const application = { name: 'Large', archiveConfig: { directory: `bench-${Date.now()}`, local: {} } };
    const { applicationId } = await client.applications.post({ application });
    const first = await client.devices.post({ applicationId, device: { name: 'D0', attributes } });
    const day = Math.floor(Date.now() / dayMs) * dayMs - 40 * dayMs;
    await makePartitions(database, day, day);
    await database.query(
      `insert into device (id, application_row_id, name, attributes, created_at, updated_at)
        select lpad(to_hex(floor(random() * 1e15)::bigint), 24, 'd'), application_row_id, 'D' || n, attributes, now(), now()
        from device, generate_series(1, $2::int) n where id = $1`,
      [first.id, largeDay.devices - 1],
    );
    const perDevice = Math.floor(largeDay.states / largeDay.devices);
    await database.query(
      `insert into device_state (device_row_id, time, data)
        select device_row_id, $2::bigint + step * $3::bigint, ${sample}
        from device join application using (application_row_id), generate_series(0, $4::int - 1) step
        where application.id = $1`,
      [applicationId, day, Math.floor(dayMs / perDevice), perDevice],
    );
    await database.query('vacuum analyze device_state');
    const rows = perDevice * largeDay.devices;
    const idle = residentMiB(server.pid);
    let peak = idle;
    const sampling = setInterval(() => {
      peak = Math.max(peak, residentMiB(server.pid));
    }, 100);
    const results: { archive: number; copy: number; plain: number }[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const ofDay = `from device_state s join device d using (device_row_id) join application a using (application_row_id)
        where a.id = '${applicationId}' and s.time between ${day} and ${day + dayMs - 1}`;
      const plain = await timeCopy(url, `select s.* ${ofDay}`);
      const copy = await timeCopy(
        url,
        `select d.id, s.time, to_char(to_timestamp(s.time / 1000.0) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          s.data ->> '1', s.data ->> '2', s.data ->> '3', s.data ->> '4' ${ofDay} order by s.device_row_id, s.time`,
      );
      const archive = await timeArchive(server, client, { applicationId, token, day });
      results.push({ archive: rows / archive, copy: rows / copy, plain: rows / plain });
    }
    clearInterval(sampling);
    const figure = (name: 'archive' | 'copy' | 'plain'): number => round(median(results.map((each) => each[name])), 0);
    return `## Archiving a day of ${rows} states of ${largeDay.devices} devices (PostgreSQL server, local folder, csv)

${toTable(
  ['what', 'rows/s'],
  [
    ['archived and verified', figure('archive')],
    ['COPY (SELECT the same columns, in order) TO STDOUT WITH CSV', figure('copy')],
    ['COPY (SELECT * of the same rows) TO STDOUT WITH CSV', figure('plain')],
  ],
)}

Archive to COPY of the same columns, turn by turn: ${results.map((each) => round(each.archive / each.copy, 2)).join(', ')}; to COPY of the bare rows: ${results.map((each) => round(each.archive / each.plain, 2)).join(', ')}. Memory: ${round(idle, 0)} MiB idle, ${round(peak, 0)} MiB at most, ${round(peak - idle, 0)} above.
`;
  } finally {
    await database.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function makePartitions(
  database: { query(sql: string): Promise<unknown> },
  from: number,
  to: number,
): Promise<void> {
  for (let week = Math.floor(from / (7 * dayMs)); week * 7 * dayMs <= to; week += 1) {
    const bounds = `from (${week * 7 * dayMs}) to (${(week + 1) * 7 * dayMs})`;
    await database.query(
      `create table if not exists device_state_${week} partition of device_state for values ${bounds}`,
    );
  }
}

/** Seconds. */
async function timeCopy(url: string, select: string): Promise<number> {
  const begun = performance.now();
  const child = spawn('psql', [url, '-q', '-c', `copy (${select.replaceAll(/\s+/g, ' ')}) to stdout with csv`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`psql ended with ${code}`);
  return (performance.now() - begun) / 1000;
}

/** Seconds from asking to `verified`. */
async function timeArchive(
  server: TestServer,
  client: Client,
  { applicationId, token, day }: { applicationId: string; token: string; day: number },
): Promise<number> {
  const begun = performance.now();
  const { jobId } = await client.application.archiveData({ applicationId, date: String(day) });
  for (;;) {
    const response = await fetch(`${server.http}/applications/${applicationId}/archiveJobs/${jobId}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const job = (await response.json()) as { state: string; error?: string };
    if (job.state === 'verified') return (performance.now() - begun) / 1000;
    if (job.state === 'failed') throw new Error(job.error);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const beside = { devices: 50, days: 40, statesPerDay: 1500, rate: 300, seconds: 15, turns: 2 };

async function benchIngestBeside(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-bench-beside-'));
  const env = { SIGNALBOX_ARCHIVE_DIR: join(dataDir, 'archive'), SIGNALBOX_COMPACT_HISTORY: 'off' };
  let server = await startServer({ dataDir, env });
  try {
    let { client } = await logIn(server);
    const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
    await client.application.patch({ applicationId, application: { archiveConfig: { local: {} } } });
    const devices = [{ deviceId, key, secret }];
    while (devices.length < beside.devices) {
      const { id } = await client.devices.post({ applicationId, device: { name: `D${devices.length}`, attributes } });
      devices.push({ deviceId: id, key, secret });
    }
    await server.stop();
    await fillEmbedded(dataDir);
    server = await startServer({ dataDir, env });
    ({ client } = await logIn(server));
    const publish = async (turn: number): Promise<PublisherReport> => {
      const { rate, seconds } = beside;
      const settings = { url: server.mqtt, devices, rate, window: 20, seconds, startAt: turn * 1_000_000 };
      return (await startPublisher(settings)).report;
    };
    await publish(0);
    const alone: PublisherReport[] = [];
    const busy: PublisherReport[] = [];
    for (let turn = 0; turn < beside.turns; turn += 1) {
      alone.push(await publish(turn * 2 + 1));
      await client.application.backfillArchiveData({ applicationId });
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      busy.push(await publish(turn * 2 + 2));
      await cancelAll(server, applicationId);
    }
    const line = (name: string, reports: PublisherReport[]): (string | number)[] => [
      name,
      round(median(reports.map((each) => each.perSecond)), 0),
      ...(['p50', 'p99'] as const).map((part) => reports.map((each) => round(each[part], 1)).join(', ')),
    ];
    return `## Ingest beside a backfill, QoS 1, ${beside.devices} devices (embedded database)

${toTable(['', 'states/s', 'p50 ms, turn by turn', 'p99 ms, turn by turn'], [line('alone', alone), line('while a backfill runs', busy)])}
`;
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function cancelAll(server: TestServer, applicationId: string): Promise<void> {
  const { token } = await logIn(server);
  const headers = { authorization: `Bearer ${token}` };
  const path = `${server.http}/applications/${applicationId}/archiveJobs`;
  const response = await fetch(`${path}?perPage=1000&state=pending,exporting,uploaded,failed`, { headers });
  const { items } = (await response.json()) as { items: { id: string }[] };
  if (items.length === 0) throw new Error('the backfill had ended before the measurement did');
  for (const { id } of items) await fetch(`${path}/${id}/cancel`, { method: 'POST', headers });
}

async function fillEmbedded(dataDir: string): Promise<void> {
  const { openDatabase } = await import('../src/platform/database/open.ts');
  const migrationsDir = new URL('../migrations', import.meta.url).pathname;
  const database = await openDatabase({
    url: undefined,
    dataDir,
    migrationsDir,
    onFailure: (error) => {
      throw error;
    },
  });
  const last = Math.floor(Date.now() / dayMs) * dayMs - 40 * dayMs;
  await makePartitions({ query: (sql) => database.query({ sql }) }, last - beside.days * dayMs, last);
  for (let day = 0; day < beside.days; day += 1) {
    await database.query({
      sql: `insert into device_state (device_row_id, time, data)
        select device_row_id, $1::bigint + step * 20000, ${sample} from device, generate_series(0, ${beside.statesPerDay - 1}) step`,
      parameters: [last - day * dayMs],
    });
  }
  await database.close();
}
