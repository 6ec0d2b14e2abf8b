// Changes of one data table's columns on several servers at once.
import { afterEach, expect, it } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { connect, logIn } from '../support/api.ts';
import { makeDatabase } from '../support/server-database.ts';

/** A small table in CSV, large enough for its numbers to count. */
const rows = 12_000;
const csv = `a\n${Array.from({ length: rows }, (_, index) => `row ${index}`).join('\n')}\n`;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('adds and removes columns that are asked for on three servers at once, one after the other', async () => {
  const database = await makeDatabase();
  ends.push(() => database.drop());
  const apps: TestApp[] = [];
  for (let index = 0; index < 3; index += 1) {
    const app = await startTestApp({ env: { DATABASE_URL: database.url }, sharedDatabase: true });
    ends.push(() => app.end());
    apps.push(app);
  }
  const [first] = apps as [TestApp];
  const { client, token } = await logIn(first);
  const { id: applicationId } = await client.applications.post({ application: { name: 'Columns' } });
  const column = (name: string) => ({ name, dataType: 'string', constraint: 'optional' });
  const kept = Array.from({ length: 4 }, (_, index) => `kept${index}`);
  const removed = Array.from({ length: 4 }, (_, index) => `removed${index}`);
  const { id: dataTableId } = await client.dataTables.post({
    applicationId,
    dataTable: { name: 'Wide', columns: [...kept, ...removed].map(column) },
  });
  // Enough that the indexes of one column are not made before the next change comes.
  const sql = partsOf(first.app).database;
  const [stored] = await sql.query<{ number: number }>({
    sql: 'select data_table_row_id as number from data_table where id = $1',
    parameters: [dataTableId],
  });
  await sql.query({
    sql: `insert into data_table_rows.t${stored?.number} (id, created_at, updated_at, c1)
      select lpad(to_hex(n), 24, '0'), now(), now(), 'row ' || n from generate_series(1, 50000) n`,
  });
  const added = Array.from({ length: 12 }, (_, index) => `added${index}`);
  const clients = apps.map(({ http }) => connect({ http }, token));
  const of = (index: number) => clients[index % clients.length] as (typeof clients)[number];
  const outcomes = await Promise.allSettled([
    ...added.map((name, index) =>
      of(index).dataTable.addColumn({ applicationId, dataTableId, dataTableColumn: column(name) }),
    ),
    ...removed.map((columnName, index) => of(index).dataTable.removeColumn({ applicationId, dataTableId, columnName })),
  ]);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  const table = await client.dataTable.get({ applicationId, dataTableId });
  expect(table.columns.map(({ name }: { name: string }) => name).sort()).toEqual([...added, ...kept].sort());
  const invalid = await sql.query({ sql: 'select indexrelid::regclass::text from pg_index where not indisvalid' });
  expect(invalid).toEqual([]);
  // Two of one name: the second is told so.
  const twice = await Promise.allSettled(
    clients.map((each) => each.dataTable.addColumn({ applicationId, dataTableId, dataTableColumn: column('same') })),
  );
  expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(twice.filter((each) => each.status === 'rejected').map(({ reason }) => reason.statusCode)).toEqual([409, 409]);
  await Promise.all([
    of(1).dataTable.addColumn({ applicationId, dataTableId, dataTableColumn: column('last') }),
    of(2).dataTableRows.truncate({ applicationId, dataTableId }),
  ]);
}, 240_000);

it.each(['a file', 'arrays'])(
  'tells the planner of many rows that have come in %s, on the server that has stored them',
  async (way) => {
    const database = await makeDatabase();
    ends.push(() => database.drop());
    const app = await startTestApp({ env: { DATABASE_URL: database.url } });
    ends.push(() => app.end());
    const { client, token } = await logIn(app);
    const { id: applicationId } = await client.applications.post({ application: { name: 'Rows' } });
    const columns = [{ name: 'a', dataType: 'string', constraint: 'optional' }];
    const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Many', columns } });
    const path = `${app.http}/applications/${applicationId}/data-tables/${dataTableId}`;
    const headers = { authorization: `Bearer ${token}` };
    if (way === 'arrays') {
      for (let stored = 0; stored < rows; stored += rows / 5) {
        const dataTableRow = Array.from({ length: rows / 5 }, (_, index) => ({ a: `${stored + index}` }));
        await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow });
      }
    } else {
      const body = new FormData();
      body.append('file', new Blob([csv]), 'rows.csv');
      expect(await fetch(`${path}/rows/import`, { method: 'POST', headers, body })).toMatchObject({ status: 200 });
    }
    await expect
      .poll(
        () =>
          partsOf(app.app).database.query({
            sql: `select c.reltuples::int as rows from pg_class c join data_table t on c.relname = 't' || t.data_table_row_id
            join pg_stat_user_tables s on s.relid = c.oid where t.id = $1 and s.last_analyze is not null`,
            parameters: [dataTableId],
          }),
        { timeout: 60_000, interval: 250 },
      )
      .toEqual([{ rows }]);
  },
  240_000,
);
