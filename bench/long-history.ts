import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packDay } from '../src/features/device-state/compaction-store.ts';
import { StatePartitions } from '../src/features/device-state/index.ts';
import type { Database } from '../src/platform/database/database.ts';
import { openDatabase } from '../src/platform/database/open.ts';
import { logIn } from '../test/support/api.ts';
import { startServer } from '../test/support/start-server.ts';
import { attributes } from './history.ts';
import { round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { sendRequests } from './support/requests.ts';

const dayMs = 86_400_000;
const deviceCount = 1000;
const days = 30;
/** With the other two 100 million states. */
const statesPerDay = 3333;
const seconds = 5;

/**
 * Questions about thirty packed days of a thousand devices, 100 million states, on a PostgreSQL server: one device's days are stored and
 * packed, and the others have the same chunks.
 */
export async function benchLongHistory(): Promise<string> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase('long_history');
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-long-history-'));
  const options = { dataDir, env: { DATABASE_URL: url } };
  const first = await startServer(options);
  const { id: applicationId } = await (await logIn(first)).client.applications.post({ application: { name: 'Past' } });
  await first.stop();
  const start = Math.floor(Date.now() / dayMs) * dayMs - (days + 2) * dayMs;
  const { states, bytes, deviceId } = await fill({ url, dataDir, applicationId, start });

  const server = await startServer(options);
  const { token } = await logIn(server);
  const all = { deviceTags: [{ key: 'kind', value: 'past' }] };
  const one = { deviceIds: [deviceId] };
  const range = { start, end: start + days * dayMs - 1 };
  const questions: [string, object][] = [
    ...['MEAN', 'MAX', 'LAST'].map((aggregation): [string, object] => [
      `${deviceCount} devices, ${days} days, daily ${aggregation}`,
      { ...all, ...range, resolution: dayMs, aggregation, attributes: ['temperature'] },
    ]),
    ...['MEAN', 'MAX', 'LAST'].map((aggregation): [string, object] => [
      `1 device, ${days} days, hourly ${aggregation}`,
      { ...one, ...range, resolution: dayMs / 24, aggregation, attributes: ['temperature'] },
    ]),
    [
      `1 device, ${days} days, MEAN of ten minutes`,
      { ...one, ...range, resolution: dayMs / 144, aggregation: 'MEAN', attributes: ['temperature'] },
    ],
  ];
  const rows: (string | number)[][] = [];
  for (const [name, body] of questions) {
    const { p50, p99 } = await sendRequests({
      url: `${server.http}/applications/${applicationId}/data/time-series-query`,
      ...{ token, body, connections: 1, seconds },
    });
    rows.push([name, round(p50), round(p99)]);
    process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
  }
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  postgres.stop();
  return `## A month of a thousand devices, packed (PostgreSQL server)

${states} states in ${round(bytes / states, 2)} bytes each, index and rollups included. One request at a time for ${seconds} s.

${toTable(['question', 'p50 ms', 'p99 ms'], rows)}
`;
}

async function fill(options: { url: string; dataDir: string; applicationId: string; start: number }) {
  const { applicationId, start, ...where } = options;
  const onError = (error: unknown): never => {
    throw error;
  };
  const migrationsDir = fileURLToPath(new URL('../migrations', import.meta.url));
  const database = await openDatabase({ ...where, migrationsDir, onFailure: onError });
  const made = await database.query<{ id: string; device_row_id: number }>({
    sql: `insert into device (id, application_row_id, name, attributes, tags, created_at, updated_at)
      select 'dddd' || lpad(to_hex(n), 20, '0'), application_row_id, 'Device ' || n, $1::jsonb, $2::jsonb, now(), now()
      from application, generate_series(1, $3::integer) n where id = $4 returning id, device_row_id`,
    parameters: [
      JSON.stringify(attributes),
      JSON.stringify([{ key: 'kind', value: 'past' }]),
      deviceCount,
      applicationId,
    ],
  });
  const model = made[0];
  if (!model) throw new Error('there is no application');
  const partitions = new StatePartitions({ database, now: Date.now, onError });
  await partitions.ensureTimes(Array.from({ length: days }, (_, day) => start + day * dayMs));
  for (let day = start; day < start + days * dayMs; day += dayMs) {
    await packOneDay(database, { deviceRowId: model.device_row_id, day });
    await database.query({
      sql: `insert into device_state_chunk
        select (jsonb_populate_record(c, jsonb_build_object('device_row_id', other))).*
        from device_state_chunk c, unnest($1::bigint[]) other where c.device_row_id = $2 and c.start >= $3`,
      parameters: [made.slice(1).map((row) => row.device_row_id), model.device_row_id, day],
    });
  }
  await database.script('vacuum analyze');
  const [size] = await database.query<{ states: number; bytes: number }>({
    sql: `select sum(count)::float8 as states, pg_total_relation_size('device_state_chunk')::float8 as bytes from device_state_chunk`,
    parameters: [],
  });
  await database.close();
  if (!size) throw new Error('nothing is packed');
  return { ...size, deviceId: model.id };
}

async function packOneDay(
  database: Database,
  { deviceRowId, day }: { deviceRowId: number; day: number },
): Promise<void> {
  await database.query({
    sql: `insert into device_state (device_row_id, time, data)
      select $1::bigint, $2::bigint + n * (86400000 / $3::integer), jsonb_build_object(
        '1', trim_scale(round((20 + 5 * sin(n / 50.0) + random())::numeric, 2)), '2', 40 + n % 20, '3', n % 7 = 0, '4', 'idle')
      from generate_series(0, $3::integer - 1) n`,
    parameters: [deviceRowId, day, statesPerDay],
  });
  while (!(await packDay(database, { deviceRowId, day })).isComplete);
}
