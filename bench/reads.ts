import fastify from 'fastify';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { type RequestReport, sendRequests } from './support/requests.ts';

const rounds = 5;

/**
 * Requests per second of `application.get` and `device.get`, beside a bare Fastify route in a process of its own that asks
 * the same database the same questions through `pg` and answers the same bytes. Taken in turn.
 */
export async function benchReads(): Promise<string> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('reads');
  const server = await startServer({ env: { DATABASE_URL: databaseUrl } });
  const { client, token } = await logIn(server);
  const { applicationId, deviceId } = await makeDevice(client);
  const bare = await startBare(databaseUrl);
  const paths = {
    'application.get': `/applications/${applicationId}`,
    'device.get': `/applications/${applicationId}/devices/${deviceId}`,
  };
  const rows: (string | number)[][] = [];
  for (const [name, path] of Object.entries(paths)) {
    const answer = await (
      await fetch(`${server.http}${path}`, { headers: { Authorization: `Bearer ${token}` } })
    ).json();
    bare.answerWith(answer);
    const ours: RequestReport[] = [];
    const same: RequestReport[] = [];
    const empty: RequestReport[] = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      ours.push(await sendRequests({ url: `${server.http}${path}`, token }));
      same.push(await sendRequests({ url: `${bare.url}${path}?queries=1`, token }));
      empty.push(await sendRequests({ url: `${bare.url}${path}`, token }));
    }
    const perSecond = (reports: RequestReport[]): number => median(reports.map((report) => report.perSecond));
    const ratios = ours.map((report, turn) => round(report.perSecond / (same[turn]?.perSecond ?? Number.NaN), 2));
    rows.push([
      name,
      round(perSecond(ours), 0),
      round(perSecond(same), 0),
      round(perSecond(empty), 0),
      ratios.join(', '),
    ]);
  }
  await bare.stop();
  await server.stop();
  postgres.stop();
  return `## Reads, requests per second (PostgreSQL server)

Medians of ${rounds} turns of 5 s, 16 connections.

${toTable(['action', 'Signalbox', 'bare Fastify, same query', 'bare Fastify, no query', 'of the same query, by turn'], rows)}
`;
}

/** The same row by its id and the same counts, which is all that the two actions read. */
const questions = {
  application: `select application.*, (select jsonb_object_agg(type, count) from resource_count
    where resource_count.application_row_id = application.application_row_id) as counts from application where id = $1 and deleted_at is null`,
  device: 'select * from device where id = $1 and deleted_at is null',
};

async function startBare(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const bare = fastify();
  let answer: unknown;
  const serve = async (sql: string, id: string, query: unknown): Promise<unknown> => {
    if ((query as { queries?: string }).queries) await pool.query({ name: sql.slice(0, 40), text: sql, values: [id] });
    return answer;
  };
  bare.get('/applications/:id', (request) =>
    serve(questions.application, (request.params as { id: string }).id, request.query),
  );
  bare.get('/applications/:id/devices/:deviceId', (request) =>
    serve(questions.device, (request.params as { deviceId: string }).deviceId, request.query),
  );
  const url = await bare.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    answerWith(value: unknown) {
      answer = value;
    },
    async stop() {
      await bare.close();
      await pool.end();
    },
  };
}
