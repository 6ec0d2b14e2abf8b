import fastify from 'fastify';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { startServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { sendRequests } from './support/requests.ts';

/** Turns for one device, and for many, whose questions take seconds. */
const rounds = { one: 5, many: 3 };
/** How long one question is asked in a turn, one request after the other; once at least. */
const turnSeconds = 2;
const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;
const deviceCount = 1_000;
/** A state every 130 s of each of 1,000 devices for 30 days: some 20 million. SIGNALBOX_BENCH_STATES changes it. */
const stateCount = Number(process.env.SIGNALBOX_BENCH_STATES ?? 20_000_000);

/**
 * Time-series queries over much data beside the same question in hand-written SQL on the same table, and usage counts over
 * 30 days for 10,000 devices.
 */
export async function benchQueries(): Promise<string> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('queries');
  // Rows, as states of the last days are: "long-history" asks packed days.
  const server = await startServer({ env: { DATABASE_URL: databaseUrl, SIGNALBOX_COMPACT_HISTORY: 'off' } });
  const { client, token } = await logIn(server);
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const { id: applicationId } = await client.applications.post({ application: { name: 'Fleet' } });
  const end = Math.floor(Date.now() / hourMs) * hourMs;
  const start = end - 30 * dayMs;
  const ids = await fillStates(pool, { applicationId, start, end });
  const { rows: sizes } = await pool.query(
    `select sum(pg_total_relation_size(inhrelid))::float8 as bytes from pg_inherits where inhparent = 'device_state'::regclass`,
  );
  const { rows: counts } = await pool.query('select count(*)::float8 as count from device_state');

  const bare = await startBare(pool);
  const rows: (string | number)[][] = [];
  for (const devices of [1, deviceCount]) {
    for (const days of [1, 30]) {
      const resolution = devices === 1 ? hourMs / 6 : days === 1 ? hourMs : dayMs;
      const question = {
        start: end - days * dayMs,
        end: end - 1,
        resolution,
        aggregation: 'MEAN',
        deviceIds: ids.slice(0, devices),
      };
      const url = `${server.http}/applications/${applicationId}/data/time-series-query`;
      const points = await countPoints(url, question, token);
      if (points !== (await countPoints(bare.url, question, token))) throw new Error('SQL has other points');
      const ours: number[] = [];
      const bySql: number[] = [];
      const sql: number[] = [];
      for (let turn = 0; turn <= (devices === 1 ? rounds.one : rounds.many); turn += 1) {
        const load = { body: question, token, connections: 1, seconds: turnSeconds };
        const answered = await sendRequests({ ...load, url });
        const same = await sendRequests({ ...load, url: bare.url });
        const begun = performance.now();
        await askBySql(pool, question);
        const sqlMs = performance.now() - begun;
        // The first turn fills PostgreSQL's memory for all, and lets both servers compile.
        if (turn === 0) continue;
        ours.push(answered.p50);
        bySql.push(same.p50);
        sql.push(sqlMs);
      }
      const ratios = ours.map((ms, turn) => round((bySql[turn] ?? Number.NaN) / ms, 2));
      rows.push([
        devices,
        days,
        points,
        round(median(ours)),
        round(median(bySql)),
        round(median(sql)),
        round(median(ratios), 2),
        ratios.join(', '),
      ]);
      // What has been measured so far is not lost with what comes.
      process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
    }
  }
  const usage = await benchUsage(pool, client, applicationId);
  await bare.close();
  await pool.end();
  await server.stop();
  postgres.stop();
  return `## Queries (PostgreSQL server, ${Math.round((counts[0].count as number) / 1e5) / 10} million states, ${round(sizes[0].bytes / counts[0].count, 0)} bytes of disk each)

MEAN of two attributes, medians of ${rounds.one} (1,000 devices: ${rounds.many}) turns of ${turnSeconds} s, one request at a time from a process of its own. The hand-written SQL groups and averages in one statement; a bare Fastify route
answers it in the same JSON, and the last figure is that of the statement alone, through \`pg\`.

${toTable(['devices', 'days', 'points', 'Signalbox ms', 'SQL behind bare Fastify ms', 'SQL alone ms', 'of bare Fastify', 'by turn'], rows)}

${usage}
`;
}

/** Written where the server keeps them; reports are taken for 30 days only, and one by one. */
async function fillStates(
  pool: pg.Pool,
  options: { applicationId: string; start: number; end: number },
): Promise<string[]> {
  const { rows: application } = await pool.query('select application_row_id from application where id = $1', [
    options.applicationId,
  ]);
  const { rows: devices } = await pool.query(
    `insert into device (id, application_row_id, name, attributes, created_at, updated_at)
     select lpad(to_hex(n), 24, '0'), $1, 'Device ' || n,
       '[{"key":1,"name":"temperature","dataType":"number"},{"key":2,"name":"humidity","dataType":"number"}]', now(), now()
     from generate_series(1, $2::integer) n returning id, device_row_id`,
    [application[0].application_row_id, deviceCount],
  );
  const perDevice = Math.ceil(stateCount / deviceCount);
  const step = Math.floor((options.end - options.start) / perDevice);
  // In the order of time, as reports come.
  const slices = 30;
  for (let slice = 0; slice < slices; slice += 1) {
    await pool.query(
      `insert into device_state (device_row_id, time, data)
       select device_row_id, $1::bigint + n * $2::bigint + device_row_id % 1000, jsonb_build_object('1', round((20 + 5 * sin(n / 50.0) + device_row_id % 7)::numeric, 2), '2', 40 + n % 20)
       from generate_series($3::integer, $4::integer) n cross join unnest($5::bigint[]) device_row_id`,
      [
        options.start,
        step,
        Math.floor((perDevice * slice) / slices),
        Math.floor((perDevice * (slice + 1)) / slices) - 1,
        devices.map((row) => row.device_row_id),
      ],
    );
  }
  await pool.query('vacuum analyze device_state');
  return devices.map((row) => row.id);
}

interface Question {
  readonly start: number;
  readonly end: number;
  readonly resolution: number;
  readonly deviceIds: string[];
}

async function countPoints(url: string, question: object, token: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
  });
  const { devices } = (await response.json()) as { devices: Record<string, { points: unknown[] }> };
  return Object.values(devices).reduce((sum, { points }) => sum + points.length, 0);
}

/** What somebody would write who needs this one question answered over HTTP and nothing else. */
async function startBare(pool: pg.Pool) {
  const bare = fastify();
  bare.post('/query', async (request) => {
    const question = request.body as Question;
    const devices: Record<string, { points: { time: string; data: object }[] }> = {};
    for (const row of await askBySql(pool, question)) {
      const device = devices[row.id] ?? { points: [] };
      devices[row.id] = device;
      device.points.push({
        time: new Date(Number(row.bucket)).toISOString(),
        data: { temperature: row.v1, humidity: row.v2 },
      });
    }
    return { devices };
  });
  const address = await bare.listen({ port: 0, host: '127.0.0.1' });
  return { url: `${address}/query`, close: () => bare.close() };
}

async function askBySql(
  pool: pg.Pool,
  question: Question,
): Promise<{ id: string; bucket: string; v1: number; v2: number }[]> {
  const { rows } = await pool.query({
    name: 'means',
    text: `select id, bucket, v1, v2 from (
        select device_row_id, time - time % $4::bigint as bucket, avg((data->'1')::float8) as v1, avg((data->'2')::float8) as v2
        from device_state where device_row_id = any(array(select device_row_id from device where id = any($1::text[]))) and time >= $2 and time <= $3
        group by 1, 2) means join device using (device_row_id) order by id, bucket`,
    values: [question.deviceIds, question.start, question.end, question.resolution],
  });
  return rows;
}

async function benchUsage(
  pool: pg.Pool,
  client: Awaited<ReturnType<typeof logIn>>['client'],
  applicationId: string,
): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const [name, share] of [
    ['1', 1],
    ['10,000', 10_000],
  ] as const) {
    const { rows: application } = await pool.query('select application_row_id from application where id = $1', [
      applicationId,
    ]);
    const values = [application[0].application_row_id, share, Math.floor(Date.now() / hourMs) * hourMs - 720 * hourMs];
    await pool.query(
      `insert into payload_count_by_device (application_row_id, device_row_id, hour, type, source, count)
       select $1, 1000000 + d, $3::bigint + h * 3600000::bigint, 'deviceState', 'device.mqtt', 240
       from generate_series(1, $2::integer) d cross join generate_series(0, 719) h on conflict do nothing`,
      values,
    );
    await pool.query(
      `insert into payload_count (application_row_id, hour, type, source, count)
       select $1::bigint, $3::bigint + h * 3600000::bigint, type, 'device.mqtt', 240 * $2::bigint
       from generate_series(0, 719) h cross join unnest('{deviceState,deviceConnect,deviceDisconnect,mqttIn,mqttOut}'::text[]) type
       on conflict (application_row_id, hour, type, source) do update set count = excluded.count`,
      values,
    );
    const samples: number[] = [];
    for (let turn = 0; turn < 50; turn += 1) {
      const begun = performance.now();
      await client.application.payloadCounts({ applicationId });
      samples.push(performance.now() - begun);
    }
    rows.push([name, round(median(samples), 2), round([...samples].sort((a, b) => a - b).at(-2) ?? 0, 2)]);
  }
  return `Usage counts over 30 days, whatever the traffic was:

${toTable(['devices that reported', 'median ms', 'second slowest of 50 ms'], rows)}`;
}
