import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { startServer } from '../test/support/start-server.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';

const sizes = [1_000, 100_000, 1_000_000];
const rounds = 200;
const renamesPerSecond = 500;

const places = ['north', 'south', 'east', 'west', 'central', 'harbour', 'airport', 'market', 'station', 'bridge'];
const things = ['pump', 'valve', 'sensor', 'meter', 'gateway', 'boiler', 'chiller', 'fan', 'motor', 'turbine'];

/**
 * Rare and common filters of 3, 6 and 12 letters, and one that nothing matches; "needle" stands in ten names. Then what is
 * hardest to find: a common second word, a text across two words, two letters swapped.
 */
const filters = [
  'pum',
  'qzx',
  'sensor',
  'needle',
  'sensor north',
  'needle in th',
  'vxqkjwzptlmr',
  'north',
  'ensor north',
  'senosr',
];

/**
 * `application.search` at three sizes: each filter in turn, beside the same question as `ILIKE` on an equal table without
 * our index; then once more while names change 500 times a second.
 */
export async function benchSearch(): Promise<string> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('search');
  const server = await startServer({ env: { DATABASE_URL: databaseUrl } });
  const { client, token } = await logIn(server);
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const rows: (string | number)[][] = [];
  for (const size of sizes) {
    const { id: applicationId } = await client.applications.post({ application: { name: `Size ${size}` } });
    const applicationRowId = await fill(pool, applicationId, size);
    const ask = async (filter: string): Promise<number> => {
      const begun = performance.now();
      const response = await fetch(
        `${server.http}/applications/${applicationId}/search?filter=${encodeURIComponent(filter)}`,
        {
          headers: { Authorization: `Bearer ${token}` },
        },
      );
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`search answered ${response.status}`);
      return performance.now() - begun;
    };
    const scan = async (filter: string): Promise<number> => {
      const begun = performance.now();
      await pool.query({
        name: 'scan',
        text: 'select id, type, name from bench_name where application_row_id = $1 and name ilike $2 order by name limit 100',
        values: [applicationRowId, `%${filter}%`],
      });
      return performance.now() - begun;
    };
    const samples = {
      idle: new Map<string, number[]>(),
      scan: new Map<string, number[]>(),
      busy: new Map<string, number[]>(),
    };
    const measure = async (kind: keyof typeof samples, call: (filter: string) => Promise<number>, turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) {
        for (const filter of filters) {
          const known = samples[kind].get(filter) ?? [];
          samples[kind].set(filter, known);
          known.push(await call(filter));
        }
      }
    };
    await measure('idle', ask, 2);
    samples.idle.clear();
    await measure('idle', ask, rounds);
    await measure('scan', scan, size > 100_000 ? 3 : 20);
    const stopRenaming = rename(pool, applicationRowId, size);
    await measure('busy', ask, rounds);
    const renamed = await stopRenaming();
    for (const filter of filters) {
      const at = (kind: keyof typeof samples, share: number): number =>
        round(quantile(samples[kind].get(filter) ?? [], share), 2);
      rows.push([
        size,
        filter,
        at('idle', 0.5),
        at('idle', 0.99),
        at('scan', 0.5),
        at('busy', 0.5),
        at('busy', 0.99),
        renamed,
      ]);
    }
  }
  await pool.end();
  await server.stop();
  postgres.stop();
  return `## Search (PostgreSQL server)

${toTable(['resources', 'filter', 'p50 ms', 'p99 ms', 'ILIKE p50 ms', 'p50 ms while renaming', 'p99 ms while renaming', 'renames/s'], rows)}
`;
}

/** Writes the names where the server keeps them: making a million devices over REST would take the bench an hour. */
async function fill(pool: pg.Pool, applicationId: string, size: number): Promise<number> {
  const { rows } = await pool.query('select application_row_id from application where id = $1', [applicationId]);
  const applicationRowId = Number(rows[0].application_row_id);
  await pool.query(
    `insert into resource_name (application_row_id, type, id, name, descriptor, tags)
     select $1::bigint, 'device', substr(md5($1::text || n::text), 1, 24),
       case when n % ($2::integer / 10) = 0 then 'needle in the haystack ' || n
         else ($4::text[])[1 + n % 10] || ' ' || ($3::text[])[1 + (n / 10) % 10] || ' ' || n end, '', ''
     from generate_series(1, $2::integer) n on conflict do nothing`,
    [applicationRowId, size, places, things],
  );
  await pool.query('create table if not exists bench_name as select * from resource_name where false');
  await pool.query('insert into bench_name select * from resource_name where application_row_id = $1', [
    applicationRowId,
  ]);
  await pool.query('analyze resource_name');
  await pool.query('vacuum resource_name');
  await pool.query('vacuum analyze resource_word');
  await pool.query('analyze bench_name');
  return applicationRowId;
}

/** Changes names at a steady rate until the returned function is called, which answers the rate that was reached. */
function rename(pool: pg.Pool, applicationRowId: number, size: number): () => Promise<number> {
  let done = 0;
  let stopped = false;
  const begun = performance.now();
  const running = (async () => {
    while (!stopped) {
      const due = ((performance.now() - begun) / 1000) * renamesPerSecond;
      if (done >= due) await new Promise((resolve) => setTimeout(resolve, 5));
      else {
        const number = 1 + Math.floor(Math.random() * size);
        await pool.query({
          name: 'rename',
          text: `update resource_name set name = 'renamed ' || $2::text where id = substr(md5($1::text || $2::text), 1, 24)`,
          values: [applicationRowId, number],
        });
        done += 1;
      }
    }
  })();
  return async () => {
    stopped = true;
    await running;
    return round((done / (performance.now() - begun)) * 1000, 0);
  };
}
