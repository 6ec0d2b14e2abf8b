import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packDay } from '../src/features/device-state/compaction-store.ts';
import { StatePartitions } from '../src/features/device-state/index.ts';
import { openDatabase } from '../src/platform/database/open.ts';
import { logIn } from '../test/support/api.ts';
import { startServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { sendRequests } from './support/requests.ts';

const rounds = 5;
const seconds = 2;
const dayMs = 86_400_000;
/** Devices of one tag whose last values are asked for: as many as a question may select. */
const lastDevices = 10_000;
/** Devices with a past: half of it packed, half of it rows. */
const pastDevices = 3;
const days = 14;
const statesPerDay = 1440;

/** As devices have them in the database. */
export const attributes = [
  { key: 1, name: 'temperature', dataType: 'number' },
  { key: 2, name: 'humidity', dataType: 'number' },
  { key: 3, name: 'on', dataType: 'boolean' },
  { key: 4, name: 'state', dataType: 'string' },
];

type Filled = Awaited<ReturnType<typeof startFilled>>;

/** Each asks for one answer; those of packed days and of rows are about the same states. */
const questions: Record<string, (filled: Filled) => { url: string; body: object }> = {
  'last values, 10,000 devices, all attributes': ({ data }) => ({
    url: `${data}/last-value-query`,
    body: { deviceTags: [{ key: 'kind', value: 'last' }] },
  }),
  'last values, 10,000 devices, one attribute': ({ data }) => ({
    url: `${data}/last-value-query`,
    body: { deviceTags: [{ key: 'kind', value: 'last' }], attribute: 'temperature' },
  }),
  'raw points of a device and day, rows': (filled) => rawPoints(filled, filled.rows),
  'raw points of a device and day, packed': (filled) => rawPoints(filled, filled.packed),
  'a dashboard of 14 days by the hour, rows': (filled) => dashboardOf(filled, filled.rows),
  'a dashboard of 14 days by the hour, packed': (filled) => dashboardOf(filled, filled.packed),
};

function rawPoints({ data, start }: Filled, [deviceId]: readonly string[]) {
  const body = { aggregation: 'NONE', deviceIds: [deviceId], limit: 10_000, start, end: start + dayMs - 1 };
  return { url: `${data}/time-series-query`, body };
}

let asked = 0;
/** Never the same window twice: what is measured is the reading, not the keeping. */
function dashboardOf({ http, dashboards, start }: Filled, devices: readonly string[]) {
  asked += 1;
  const time = start + days * dayMs - 1 - asked;
  return { url: `${http}/dashboards/${dashboards.get(devices)}/data`, body: { time } };
}

/**
 * Reading the past and the present of devices, this build beside another one (`SIGNALBOX_BENCH_AGAINST`, its `dist/main.js`), and packed
 * days beside rows of the same states.
 */
export async function benchHistory(): Promise<string> {
  const other = process.env.SIGNALBOX_BENCH_AGAINST;
  const postgres = await startPostgres();
  const rows: (string | number)[][] = [];
  for (const kind of ['PostgreSQL', 'embedded'] as const) {
    const url = (name: string) => (kind === 'embedded' ? undefined : postgres.createDatabase(name));
    const ours = await startFilled(undefined, await url('ours'));
    const theirs = other ? await startFilled(resolve(other), await url('theirs')) : undefined;
    for (const [name, ask] of Object.entries(questions)) {
      const measure = async (filled: Filled): Promise<number> =>
        (await sendRequests({ ...ask(filled), token: filled.token, connections: 1, seconds })).p50;
      const turns: { ours: number; theirs: number }[] = [];
      for (let turn = 0; turn <= rounds; turn += 1) {
        const figures = { theirs: theirs ? await measure(theirs) : Number.NaN, ours: await measure(ours) };
        // In the first one everything is read for the first time.
        if (turn > 0) turns.push(figures);
      }
      const ratios = turns.map((turn) => round(turn.theirs / turn.ours, 2));
      rows.push([
        `${name}, ${kind}`,
        round(median(turns.map((turn) => turn.ours))),
        round(median(turns.map((turn) => turn.theirs))),
        median(ratios),
        ratios.join(', '),
      ]);
      process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
    }
    await ours.stop();
    await theirs?.stop();
  }
  postgres.stop();
  return `## Reading the past and the present

Ms for an answer, one request at a time, medians of ${rounds} turns of ${seconds} s; ${statesPerDay} states a device and day.

${toTable(['question', 'this build ms', 'the other ms', 'times as fast', 'by turn'], rows)}
`;
}

/** A server with the data of this bench, written where it keeps them. */
async function startFilled(main: string | undefined, url: string | undefined) {
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-history-'));
  // What is rows here must stay so.
  const env = { SIGNALBOX_COMPACT_HISTORY: 'off', ...(url ? { DATABASE_URL: url } : {}) };
  const options = { dataDir, ...(main ? { main } : {}), env };
  const first = await startServer(options);
  const { id: applicationId } = await (await logIn(first)).client.applications.post({ application: { name: 'Past' } });
  await first.stop();
  const root = main ? dirname(dirname(main)) : fileURLToPath(new URL('..', import.meta.url));
  const start = Math.floor(Date.now() / dayMs) * dayMs - (days + 2) * dayMs;
  const { rows, packed } = await fill({ url, dataDir, migrationsDir: join(root, 'migrations'), applicationId, start });

  const server = await startServer(options);
  const { client, token } = await logIn(server);
  const dashboards = new Map<readonly string[], string>();
  for (const devices of [rows, packed]) {
    const segments = [{ attribute: 'temperature', deviceIds: devices, aggregation: 'MEAN' }];
    const config = { duration: days * dayMs, resolution: 3_600_000, segments };
    const block = { id: 'graph', blockType: 'graph', applicationId, startX: 0, startY: 0, width: 1, height: 1, config };
    const dashboard = { name: 'Past', applicationId, blocks: [block] };
    dashboards.set(devices, (await client.dashboards.post({ dashboard })).id);
  }
  return {
    http: server.http,
    data: `${server.http}/applications/${applicationId}/data`,
    token,
    start,
    rows,
    packed,
    dashboards,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function fill(options: {
  url: string | undefined;
  dataDir: string;
  migrationsDir: string;
  applicationId: string;
  start: number;
}) {
  const { applicationId, start, ...where } = options;
  const onError = (error: unknown): never => {
    throw error;
  };
  const database = await openDatabase({ ...where, onFailure: onError });
  const makeDevices = (kind: string, count: number) =>
    database.query<{ id: string; device_row_id: number }>({
      sql: `insert into device (id, application_row_id, name, attributes, tags, created_at, updated_at)
        select $1 || lpad(to_hex(n), 20, '0'), application_row_id, 'Device ' || n, $2::jsonb, $3::jsonb, now(), now()
        from application, generate_series(1, $4::integer) n where id = $5 returning id, device_row_id`,
      parameters: [
        { last: 'aaaa', rows: 'bbbb', packed: 'cccc' }[kind],
        JSON.stringify(attributes),
        JSON.stringify([{ key: 'kind', value: kind }]),
        count,
        applicationId,
      ],
    });
  const last = await makeDevices('last', lastDevices);
  await database.query({
    sql: `insert into device_last_value (device_row_id, oldest, newest, data)
      select device_row_id, $2, $2, (select jsonb_object_agg(key, jsonb_build_object('t', $2::bigint, 'v', value)) from jsonb_each($3::jsonb))
      from unnest($1::bigint[]) device_row_id`,
    parameters: [last.map((row) => row.device_row_id), start, JSON.stringify({ 1: 20.25, 2: 40, 3: true, 4: 'idle' })],
  });
  const past = { rows: await makeDevices('rows', pastDevices), packed: await makeDevices('packed', pastDevices) };
  const partitions = new StatePartitions({ database, now: Date.now, onError });
  await partitions.ensureTimes(Array.from({ length: days }, (_, day) => start + day * dayMs));
  for (let day = start; day < start + days * dayMs; day += dayMs) {
    await database.query({
      sql: `insert into device_state (device_row_id, time, data)
        select device_row_id, $2::bigint + n * (86400000 / $3::integer) + device_row_id % 1000, jsonb_build_object(
          '1', trim_scale(round((20 + 5 * sin(n / 50.0) + device_row_id % 7)::numeric, 2)), '2', 40 + n % 20, '3', n % 7 = 0, '4', 'idle')
        from generate_series(0, $3::integer - 1) n cross join unnest($1::bigint[]) device_row_id`,
      parameters: [[...past.rows, ...past.packed].map((row) => row.device_row_id), day, statesPerDay],
    });
    for (const { device_row_id: deviceRowId } of past.packed) {
      while (!(await packDay(database, { deviceRowId, day })).isComplete);
    }
  }
  await database.script('vacuum analyze');
  await database.close();
  return { rows: past.rows.map(({ id }) => id), packed: past.packed.map(({ id }) => id) };
}
