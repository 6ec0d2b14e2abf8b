import { type Client, logIn } from '../test/support/api.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { type AskedQuestion, askInTurn } from './support/requests.ts';

const size = Number(process.env.BENCH_TABLE_ROWS ?? 1_000_000);
const rounds = 200;
const unmeasured = 20;
const perCall = 10_000;

const columns = [
  { name: 'serial', dataType: 'string', constraint: 'unique' },
  { name: 'place', dataType: 'string', constraint: 'required' },
  { name: 'kind', dataType: 'string', constraint: 'optional' },
  { name: 'weight', dataType: 'number', constraint: 'optional' },
  { name: 'price', dataType: 'number', constraint: 'optional' },
  { name: 'ready', dataType: 'boolean', constraint: 'optional' },
];

/** A thousand rows to a place, three kinds, weights of which each has ten rows. */
const rowOf = (n: number) => ({
  serial: `S-${String(n).padStart(8, '0')}`,
  place: `Hall ${n % Math.max(size / 1000, 1)}`,
  kind: ['pump', 'valve', 'meter'][n % 3],
  weight: n % (size / 10),
  price: n / 7,
  ready: n % 2 === 0,
});

type Question = { readonly query: object; readonly sort?: string; readonly limit?: number };

/** Questions by what they are; each takes a number, so that no two of a kind are the same. */
const questions: Readonly<Record<string, (n: number) => Question>> = {
  'one row by a unique text': (n) => ({ query: { serial: rowOf(n).serial } }),
  'ten rows by a number': (n) => ({ query: { weight: rowOf(n).weight } }),
  'a thousand rows by a text, the first 100': (n) => ({ query: { place: rowOf(n).place }, limit: 100 }),
  'a range of 70 rows': (n) => ({ query: { price: { $gte: n / 7, $lt: n / 7 + 10 } }, limit: 100 }),
  'a range and a kind': (n) => ({ query: { price: { $gte: n / 7, $lt: n / 7 + 10 }, kind: 'pump' }, limit: 100 }),
  'hundred rows by how a text starts': (n) => ({ query: { serial: { $startsWith: rowOf(n).serial.slice(0, -2) } } }),
  'either of two numbers': (n) => ({ query: { $or: [{ weight: rowOf(n).weight }, { price: n / 7 }] } }),
  'all, the first 100 by a number': () => ({ query: {}, sort: 'price', limit: 100 }),
  'all, the first 100 by a text': () => ({ query: {}, sort: 'place', limit: 100 }),
  'a third of all, the first 100 (counts 333,333)': () => ({ query: { kind: 'pump' }, limit: 100 }),
};

/** Data tables of a million rows: filling, questions while nothing else happens, changes of columns, on both databases. */
export async function benchDataTables(): Promise<string> {
  const postgres = await startPostgres();
  const server = await startServer({ env: { DATABASE_URL: await postgres.createDatabase('tables') } });
  const onServer = await measure(server);
  await server.stop();
  postgres.stop();
  const embedded = await startServer({});
  const onEmbedded = await measure(embedded);
  await embedded.stop();
  const rows = Object.keys(onServer).map((what) => [what, ...(onServer[what] ?? []), ...(onEmbedded[what] ?? [])]);
  return `## Data tables (${size} rows, six columns)

${toTable(['what', 'PostgreSQL p50 ms', 'p99 ms', 'embedded p50 ms', 'p99 ms'], rows)}
`;
}

async function measure(server: TestServer): Promise<Record<string, [number, number]>> {
  const { client, token } = await logIn(server);
  const applicationId = (await client.applications.post({ application: { name: 'Tables' } })).id;
  const dataTableId = (await client.dataTables.post({ applicationId, dataTable: { name: 'Parts', columns } })).id;
  const at = { applicationId, dataTableId };
  const url = `${server.http}/applications/${applicationId}/data-tables/${dataTableId}`;
  const result: Record<string, [number, number]> = {};
  const note = (what: string, samples: readonly number[]): void => {
    result[what] = [round(quantile([...samples], 0.5), 1), round(quantile([...samples], 0.99), 1)];
    console.error(`${what}: ${result[what].join(' ')}`);
  };
  note(`an array of ${perCall} rows`, await fill(client, at));
  const toQuestion = ({ query, sort, limit = 1000 }: Question): AskedQuestion => ({
    url: `${url}/rows/query?limit=${limit}${sort ? `&sortColumn=${sort}` : ''}`,
    body: query,
  });
  const some = (turn: number): number => (turn * 7919 + 13) % size;
  note('nothing: `/health`', await askAfterSome(token, () => ({ url: `${server.http}/health` })));
  for (const [what, make] of Object.entries(questions)) {
    note(what, await askAfterSome(token, (turn) => toQuestion(make(some(turn)))));
  }
  note(
    'one row inserted',
    await repeat(100, (n) => client.dataTableRows.post({ ...at, dataTableRow: rowOf(size + n) })),
  );
  // What others notice of a change of columns: the longest time that a question takes meanwhile.
  const { url: asked, body } = toQuestion({ query: { serial: rowOf(some(1)).serial } });
  const question = async (): Promise<number> => {
    const begun = performance.now();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(asked, { method: 'POST', headers, body: JSON.stringify(body) });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`the query was answered with ${response.status}`);
    return performance.now() - begun;
  };
  const column = { name: 'extra', dataType: 'number', constraint: 'unique' };
  note('a column added', await repeat(1, () => client.dataTable.addColumn({ ...at, dataTableColumn: column })));
  note('a column removed', await repeat(1, () => client.dataTable.removeColumn({ ...at, columnName: 'extra' })));
  note(
    'a question while a column is added',
    await during(() => client.dataTable.addColumn({ ...at, dataTableColumn: column }), question),
  );
  note('all rows deleted', await repeat(1, () => client.dataTableRows.truncate(at)));
  return result;
}

/** The first `unmeasured` are not among the samples. */
async function askAfterSome(token: string, question: (turn: number) => AskedQuestion): Promise<number[]> {
  const turns = Array.from({ length: unmeasured + rounds }, (_, n) => (n < unmeasured ? n : n - unmeasured));
  return (await askInTurn(token, turns.map(question))).slice(unmeasured);
}

async function fill(client: Client, at: object): Promise<number[]> {
  return repeat(size / perCall, (call) =>
    client.dataTableRows.post({
      ...at,
      dataTableRow: Array.from({ length: perCall }, (_, index) => rowOf(call * perCall + index)),
    }),
  );
}

async function repeat(times: number, call: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const begun = performance.now();
    await call(n);
    samples.push(performance.now() - begun);
  }
  return samples;
}

async function during(work: () => Promise<unknown>, question: () => Promise<number>): Promise<number[]> {
  let done = false;
  const running = work().finally(() => {
    done = true;
  });
  const samples: number[] = [];
  while (!done) samples.push(await question());
  await running;
  return samples;
}
