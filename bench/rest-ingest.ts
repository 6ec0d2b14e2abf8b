import fastify from 'fastify';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { type RequestReport, sendRequests } from './support/requests.ts';

const rounds = 3;
const arrayLength = 100;

/**
 * `device.sendState` with one state and with arrays of a hundred, beside a bare Fastify route that inserts the same rows
 * into the same kind of table through `pg`: no types, no last values, no usage counts, no scopes. Taken in turn.
 */
export async function benchRestIngest(): Promise<string> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('rest');
  const server = await startServer({ env: { DATABASE_URL: databaseUrl } });
  const { client, token } = await logIn(server);
  const { applicationId, deviceId } = await makeDevice(client);
  const ours = `${server.http}/applications/${applicationId}/devices/${deviceId}/state`;
  const bare = await startBare(databaseUrl);
  // Further for each turn, so that no state is sent twice; and not from before the last half day, as those of most devices.
  let startTime = Date.now() - 11 * 3_600_000;
  const rows: (string | number)[][] = [];
  for (const kind of ['single', 'array'] as const) {
    const reports: Record<'ours' | 'bare', RequestReport[]> = { ours: [], bare: [] };
    const perRequest = kind === 'array' ? arrayLength : 1;
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const [who, url] of [
        ['ours', ours],
        ['bare', bare.url],
      ] as const) {
        reports[who].push(await sendRequests({ url, token, states: { perRequest, startTime } }));
        startTime += 3_000_000;
      }
    }
    const ratios = reports.ours.map((report, turn) =>
      round(report.perSecond / (reports.bare[turn]?.perSecond ?? Number.NaN), 2),
    );
    rows.push([
      kind === 'array' ? `arrays of ${arrayLength}` : 'one state',
      round(median(reports.ours.map((report) => report.perSecond * perRequest)), 0),
      round(median(reports.bare.map((report) => report.perSecond * perRequest)), 0),
      ratios.join(', '),
    ]);
  }
  await bare.stop();
  await server.stop();
  postgres.stop();
  return `## States over REST, per second (PostgreSQL server)

Medians of ${rounds} turns of 5 s, 16 connections.

${toTable(['body', 'Signalbox', 'bare Fastify + pg', 'ratio, by turn'], rows)}
`;
}

async function startBare(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query(
    'create table bare_state (device_row_id bigint, time bigint, data jsonb, primary key (device_row_id, time))',
  );
  const bare = fastify({ bodyLimit: 256 * 1024 });
  bare.post('/state', async (request) => {
    const states = [request.body].flat() as { time: number; data: object }[];
    await pool.query({
      name: 'insert',
      text: 'insert into bare_state select 1, * from unnest($1::bigint[], $2::jsonb[])',
      values: [states.map(({ time }) => time), states.map(({ data }) => JSON.stringify(data))],
    });
    return { success: true };
  });
  const url = `${await bare.listen({ port: 0, host: '127.0.0.1' })}/state`;
  return {
    url,
    async stop() {
      await bare.close();
      await pool.end();
    },
  };
}
