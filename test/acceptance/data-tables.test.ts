import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { sendRequest } from '../support/raw-http.ts';
import { rounds } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { call } from '../support/tenant.ts';

let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Warehouse' } })).id;
});

const columns = [
  { name: 'serial', dataType: 'string', constraint: 'unique' },
  { name: 'place', dataType: 'string', constraint: 'required' },
  { name: 'weight', dataType: 'number', constraint: 'optional', defaultValue: 1.5 },
  { name: 'ready', dataType: 'boolean', constraint: 'optional' },
];

interface Row {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly [column: string]: unknown;
}

interface AuditLog {
  readonly requestAction: string;
  readonly secondaryTargetId?: string;
}

async function makeTable(name: string, own: object[] = columns) {
  const table = await client.dataTables.post({ applicationId, dataTable: { name, columns: own } });
  const at = { applicationId, dataTableId: table.id as string };
  return {
    at,
    insert: (dataTableRow: object): Promise<Row> => client.dataTableRows.post({ ...at, dataTableRow }),
    query: async (query: object, more: object = {}) => {
      const page = await client.dataTableRows.query({ ...at, query, ...more });
      expectSchema('dataTableRows', page);
      return page;
    },
    all: async (more: object = {}): Promise<Row[]> => {
      const page = await client.dataTableRows.get({ ...at, ...more });
      expectSchema('dataTableRows', page);
      return page.items;
    },
  };
}

describe('tables', () => {
  it('are created, listed, changed and deleted', async () => {
    const own = (await client.applications.post({ application: { name: 'Tables' } })).id;
    const made = await client.dataTables.post({
      applicationId: own,
      dataTable: { name: 'Parts', description: 'What is in stock', columns },
    });
    expectSchema('dataTable', made);
    expect(made).toMatchObject({ applicationId: own, name: 'Parts', description: 'What is in stock', columns });
    expect(made.dataTableId).toBe(made.id);
    const at = { applicationId: own, dataTableId: made.id };
    await client.dataTables.post({ applicationId: own, dataTable: { name: 'Orders' } });
    const page = await client.dataTables.get({ applicationId: own });
    expectSchema('dataTables', page);
    expect(page.items.map(({ name }: { name: string }) => name)).toEqual(['Orders', 'Parts']);
    expect(page).toMatchObject({ totalCount: 2, perPage: 1000, sortField: 'name' });
    expect((await client.dataTables.get({ applicationId: own, filterField: 'name', filter: 'pa*' })).count).toBe(1);

    const changed = await client.dataTable.patch({ ...at, dataTable: { name: 'Spare parts' } });
    expect(changed).toMatchObject({ name: 'Spare parts', description: 'What is in stock', columns });
    expect(await client.dataTable.patch({ ...at, dataTable: {} })).toEqual(changed);
    expect((await client.application.get({ applicationId: own })).summary.dataTableCount).toBe(2);
    expect(await client.application.search({ applicationId: own, filter: 'spare' })).toEqual([
      { id: made.id, name: 'Spare parts', _type: 'dataTable', metadata: { descriptor: 'What is in stock' } },
    ]);

    expect(await client.dataTable.delete(at)).toEqual({ success: true });
    expect(await failureOf(client.dataTable.get(at))).toMatchObject({ statusCode: 404 });
    expect(await failureOf(client.dataTableRows.get(at))).toMatchObject({ statusCode: 404 });
    expect((await client.application.get({ applicationId: own })).summary.dataTableCount).toBe(1);
    expect(await client.application.search({ applicationId: own, filter: 'spare' })).toEqual([]);
    const { body } = await call(server, 'GET', '/me/audit-logs?perPage=100', { token });
    const records = (body.items as AuditLog[]).filter((each) => each.secondaryTargetId === made.id);
    expect(records.map(({ requestAction }) => requestAction)).toEqual(['delete', 'patch', 'patch', 'post']);
    expect(records[0]).toMatchObject({ secondaryTargetType: 'DataTable', secondaryTargetName: 'Spare parts' });
  });

  it.each([
    ['a name that every row has', [{ ...columns[0], name: 'createdAt' }], 'columns[0].name must not be createdAt'],
    ['two of one name', [columns[0], { ...columns[1], name: 'serial' }], 'columns[1].name'],
    ['a default of another type', [{ ...columns[2], defaultValue: 'x' }], 'columns[0].defaultValue must be a number'],
    ['a default where none is taken', [{ ...columns[0], defaultValue: 'x' }], 'columns[0].defaultValue is only for'],
    ['a name with a blank', [{ ...columns[0], name: 'a b' }], 'columns[0].name'],
  ])('refuse %s', async (_name, own, message) => {
    const failure = await failureOf(client.dataTables.post({ applicationId, dataTable: { name: 'x', columns: own } }));
    expect([400, 409]).toContain(failure.statusCode);
    expect(failure.message).toContain(message);
  });

  it('take columns on and let them go, with the rows that are there', async () => {
    const { at, insert, all, query } = await makeTable('Columns');
    const first = await insert({ serial: 'a', place: 'x' });
    const extended = await client.dataTable.addColumn({
      ...at,
      dataTableColumn: { name: 'colour', dataType: 'string', constraint: 'optional', defaultValue: 'red' },
    });
    expectSchema('dataTable', extended);
    expect(extended.columns.map(({ name }: { name: string }) => name)).toEqual([
      'serial',
      'place',
      'weight',
      'ready',
      'colour',
    ]);
    await client.dataTable.addColumn({
      ...at,
      dataTableColumn: { name: 'code', dataType: 'number', constraint: 'unique' },
    });
    // Old rows hold nothing there, whatever the column says, until that value is written.
    expect(await all()).toEqual([{ ...first, colour: null, code: null }]);
    await insert({ serial: 'b', place: 'x', code: 1 });
    expect(await failureOf(insert({ serial: 'c', place: 'x' }))).toMatchObject({
      statusCode: 400,
      message: 'code is required',
    });
    const patched = await client.dataTableRow.patch({ ...at, rowId: first.id, dataTableRow: { place: 'y' } });
    expect(patched).toMatchObject({ place: 'y', code: null });
    expect((await query({ colour: 'red' })).items).toHaveLength(1);

    const shrunk = await client.dataTable.removeColumn({ ...at, columnName: 'colour' });
    expect(shrunk.columns.map(({ name }: { name: string }) => name)).not.toContain('colour');
    expect(Object.keys((await all())[0] ?? {})).not.toContain('colour');
    expect(await failureOf(query({ colour: 'red' }))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('query.colour is not a field'),
    });
    // One of the same name begins empty.
    await client.dataTable.addColumn({
      ...at,
      dataTableColumn: { name: 'colour', dataType: 'boolean', constraint: 'optional' },
    });
    expect((await all()).map(({ colour }) => colour)).toEqual([null, null]);
    expect(await failureOf(client.dataTable.removeColumn({ ...at, columnName: 'nothing' }))).toMatchObject({
      statusCode: 400,
    });
    expect(
      await failureOf(
        client.dataTable.addColumn({
          ...at,
          dataTableColumn: { name: 'serial', dataType: 'string', constraint: 'optional' },
        }),
      ),
    ).toMatchObject({ statusCode: 409 });
  });

  it('take fifty columns and no more', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      name: `c${index}`,
      dataType: 'number',
      constraint: 'optional',
    }));
    const { at } = await makeTable('Wide', many);
    const more = { name: 'one-more', dataType: 'number', constraint: 'optional' };
    expect(await failureOf(client.dataTable.addColumn({ ...at, dataTableColumn: more }))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('50'),
    });
  });
});

describe('rows', () => {
  it('are inserted, read, changed and deleted', async () => {
    const { at, insert, all } = await makeTable('Life of a row');
    const before = Date.now();
    const row = await insert({ serial: 'A1', place: '', id: 'ignored', createdAt: 'too', unknown: { any: 'thing' } });
    expectSchema('dataTableRow', row);
    expect(row).toMatchObject({ serial: 'A1', place: '', weight: 1.5, ready: null, updatedAt: row.createdAt });
    expect(new Date(row.createdAt).getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(row.unknown).toBeUndefined();
    expect(await client.dataTableRow.get({ ...at, rowId: row.id })).toEqual(row);
    // What is explicitly nothing stays nothing.
    expect(await insert({ serial: 'A2', place: 'x', weight: null, ready: false })).toMatchObject({
      weight: null,
      ready: false,
    });

    const changed = await client.dataTableRow.patch({ ...at, rowId: row.id, dataTableRow: { weight: 2, ready: true } });
    expectSchema('dataTableRow', changed);
    expect(changed).toMatchObject({ id: row.id, serial: 'A1', weight: 2, ready: true, createdAt: row.createdAt });
    expect(changed.updatedAt >= row.updatedAt).toBe(true);
    expect(await client.dataTableRow.patch({ ...at, rowId: row.id, dataTableRow: { weight: 2 } })).toEqual(changed);
    expect(await client.dataTableRow.delete({ ...at, rowId: row.id })).toEqual({ success: true });
    expect(await failureOf(client.dataTableRow.get({ ...at, rowId: row.id }))).toMatchObject({ statusCode: 404 });
    expect(await failureOf(client.dataTableRow.delete({ ...at, rowId: row.id }))).toMatchObject({ statusCode: 404 });
    // Its unique value is free again.
    await insert({ serial: 'A1', place: 'y' });
    expect((await all()).map(({ serial }) => serial)).toEqual(['A2', 'A1']);
    expect((await client.dataTable.get(at)).rowCount).toBe(2);
  });

  it.each<[string, object, number, string]>([
    ['no value where one is required', { serial: 'x' }, 400, 'place is required'],
    ['nothing where one is required', { serial: 'x', place: null }, 400, 'place is required'],
    ['no unique value', { place: 'x' }, 400, 'serial is required'],
    ['text for a number', { serial: 'x', place: 'x', weight: '5' }, 400, 'weight must be a number'],
    ['a number for text', { serial: 'x', place: 5 }, 400, 'place must be text'],
    ['a number for a boolean', { serial: 'x', place: 'x', ready: 1 }, 400, 'ready must be true or false'],
    ['an object', { serial: 'x', place: {} }, 400, 'place must be text'],
    ['what cannot be stored', { serial: 'a\u0000', place: 'x' }, 400, 'serial must not contain U+0000'],
    ['a unique value that another row has', { serial: 'taken', place: 'x' }, 409, 'serial must be unique'],
  ])('refuse %s', async (_name, row, statusCode, message) => {
    const { insert, all } = await makeTable('Rules');
    await insert({ serial: 'taken', place: 'x' });
    expect(await failureOf(insert(row))).toMatchObject({ statusCode, message: expect.stringContaining(message) });
    expect(await all()).toHaveLength(1);
  });

  it('refuse numbers that no double holds', async () => {
    const { at } = await makeTable('Numbers');
    const path = `/applications/${applicationId}/data-tables/${at.dataTableId}/rows`;
    const send = (weight: string) =>
      fetch(`${server.http}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: `{"serial":"${weight}","place":"x","weight":${weight}}`,
      });
    expect((await send('1e400')).status).toBe(400);
    expect((await send('9007199254740993')).status).toBe(400);
    const rounded = await send('0.10000000000000000000001');
    expect(await rounded.json()).toMatchObject({ weight: 0.1 });
  });

  it('refuse a change that breaks a rule, and leave the row as it was', async () => {
    const { at, insert } = await makeTable('Changes');
    await insert({ serial: 'one', place: 'x' });
    const two = await insert({ serial: 'two', place: 'x' });
    const patch = (dataTableRow: object) =>
      failureOf(client.dataTableRow.patch({ ...at, rowId: two.id, dataTableRow }));
    expect(await patch({ serial: 'one', place: 'y' })).toMatchObject({ statusCode: 409 });
    expect(await patch({ place: null })).toMatchObject({ statusCode: 400, message: 'place is required' });
    expect(await client.dataTableRow.get({ ...at, rowId: two.id })).toEqual(two);
  });

  it('keep unique values apart however long they are, and whoever comes at the same time', async () => {
    const { insert, all } = await makeTable('Races');
    const long = 'x'.repeat(20_000);
    await insert({ serial: `${long}1`, place: 'x' });
    await insert({ serial: `${long}2`, place: 'x' });
    expect(await failureOf(insert({ serial: `${long}2`, place: 'x' }))).toMatchObject({ statusCode: 409 });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => insert({ serial: 'raced', place: String(index) })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await all()).filter(({ serial }) => serial === 'raced')).toHaveLength(1);
    // Unicode is compared by exact characters.
    await insert({ serial: '\u00e9', place: 'x' });
    await insert({ serial: 'e\u0301', place: 'x' });
    await insert({ serial: 'E', place: 'x' });
    await insert({ serial: 'e', place: 'x' });
  });

  it('are inserted as arrays, of which what fits is kept', async () => {
    const { at, insert, all } = await makeTable('Arrays');
    await insert({ serial: 'old', place: 'x' });
    const result = await client.dataTableRows.post({
      ...at,
      dataTableRow: [
        { serial: 'a', place: 'first' },
        { serial: 'a', place: 'second' },
        { serial: 'old', place: 'x' },
        { serial: 'b', place: 'x', weight: 'heavy' },
        { serial: 'c', place: 'x' },
      ],
    });
    expectSchema('dataTableRowInsertResult', result);
    expect(result).toEqual({
      createdAt: expect.any(String),
      count: 2,
      rowIds: [expect.any(String), expect.any(String)],
      errorCount: 3,
      errors: [
        { index: 1, message: 'serial must be unique, and another row has this value' },
        { index: 2, message: 'serial must be unique, and another row has this value' },
        { index: 3, message: 'weight must be a number' },
      ],
    });
    expect((await all()).map(({ serial, place }) => [serial, place])).toEqual([
      ['old', 'x'],
      ['a', 'first'],
      ['c', 'x'],
    ]);
    expect((await all()).slice(1).map(({ id }) => id)).toEqual(result.rowIds);
    expect(await failureOf(client.dataTableRows.post({ ...at, dataTableRow: [{ serial: 'a' }] }))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('row 0: place is required'),
    });
    const empty = await client.dataTableRows.post({ ...at, dataTableRow: [] });
    expect(empty).toMatchObject({ count: 0, rowIds: [], errorCount: 0 });
  });

  it('are inserted by ten thousand in one call, in their order', async () => {
    const { at, all } = await makeTable('Many', [{ name: 'n', dataType: 'number', constraint: 'unique' }]);
    const many = Array.from({ length: 10_000 }, (_, n) => ({ n }));
    const result = await client.dataTableRows.post({ ...at, dataTableRow: many });
    expect(result).toMatchObject({ count: 10_000, errorCount: 0 });
    expect(result.rowIds).toHaveLength(1000);
    const page = await all({ offset: 9_990, limit: 100 });
    expect(page.map(({ n }) => n)).toEqual([9990, 9991, 9992, 9993, 9994, 9995, 9996, 9997, 9998, 9999]);
    expect(await failureOf(client.dataTableRows.post({ ...at, dataTableRow: [...many, {}] }))).toMatchObject({
      statusCode: 400,
    });
    const path = `/applications/${applicationId}/data-tables/${at.dataTableId}/rows`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    // Refused by what it says of itself, before it is sent.
    const length = { 'content-length': String(5 * 1024 * 1024 + 1) };
    const tooLarge = await sendRequest(server.http, {
      method: 'POST',
      path,
      headers: { ...headers, ...length },
      body: '{}',
    });
    expect(tooLarge).toMatchObject({ status: 413, text: expect.stringContaining('5 MiB') });

    expect(await client.dataTableRows.delete({ ...at, query: { n: { $lt: 9_000 } } })).toEqual({ removed: 1000 });
    expect(await client.dataTableRows.delete({ ...at, query: { n: { $lt: 9_000 } }, limit: 5 })).toEqual({
      removed: 5,
    });
    expect((await all({ limit: 1 }))[0]).toMatchObject({ n: 1005 });
    expect((await client.dataTable.get(at)).rowCount).toBe(8_995);
    expect(await client.dataTableRows.truncate(at)).toEqual({ success: true });
    expect(await all()).toEqual([]);
    expect((await client.dataTable.get(at)).rowCount).toBe(0);
  });
});

describe('queries', () => {
  let table: Awaited<ReturnType<typeof makeTable>>;
  const long = 'y'.repeat(300);
  const given = [
    { serial: 'b', place: 'Hall', weight: 2, ready: true },
    { serial: 'a', place: 'hall', weight: 10, ready: false },
    { serial: 'B', place: 'Yard', weight: null, ready: null },
    { serial: `${long}1`, place: 'Yard 2', weight: -1, ready: true },
    { serial: `${long}2`, place: '泵站', weight: 1e300, ready: null },
  ];

  beforeAll(async () => {
    table = await makeTable('Queries');
    await client.dataTableRows.post({ ...table.at, dataTableRow: given });
  });

  const found = async (query: object, more: object = {}) => {
    const page = await table.query(query, more);
    expect(page.query).toEqual(query);
    return page.items.map(({ serial }: Row) => given.findIndex((row) => row.serial === serial)).join('');
  };

  it.each<[object, string]>([
    [{}, '01234'],
    [{ serial: 'a' }, '1'],
    [{ serial: `${long}2` }, '4'],
    [{ serial: { $gt: long } }, '34'],
    [{ serial: { $gte: `${long}2` } }, '4'],
    [{ serial: { $lt: `${long}2` } }, '0123'],
    [{ serial: { $startsWith: long } }, '34'],
    [{ serial: { $startsWith: `${long}1` } }, '3'],
    [{ place: { $startsWith: 'Ha' } }, '0'],
    [{ place: { $startsWith: 'ha', $ci: true } }, '01'],
    [{ place: { $contains: 'ard' } }, '23'],
    [{ place: { $endsWith: '站' } }, '4'],
    [{ place: { $eq: 'HALL', $ci: true } }, '01'],
    [{ place: { $gt: 'Yard' } }, '134'],
    [{ weight: 2 }, '0'],
    [{ weight: { $gte: 2, $lt: 1e300 } }, '01'],
    [{ weight: '2' }, ''],
    [{ weight: { $ne: '2' } }, '01234'],
    [{ weight: null }, '2'],
    [{ weight: { $ne: null } }, '0134'],
    [{ weight: { $lt: null } }, ''],
    [{ weight: { $in: [2, null, 'x'] } }, '02'],
    [{ ready: true }, '03'],
    [{ ready: { $ne: true } }, '124'],
    [{ $or: [{ ready: true }, { weight: 10 }], place: { $ne: 'Hall' } }, '13'],
    [{ $nor: [{ ready: true }, { weight: 10 }] }, '24'],
    [{ createdAt: { $gt: 0, $lte: '2999-01-01T00:00:00Z' } }, '01234'],
    [{ id: '0123456789abcdef01234567' }, ''],
    [{ id: { $nin: ['0123456789abcdef01234567'] } }, '01234'],
  ])('select by %j', async (query, expected) => {
    expect(await found(query)).toBe(expected);
  });

  it('sort by any column, ties by id, and cut pages that do not overlap', async () => {
    expect(await found({}, { sortColumn: 'serial' })).toBe('21034');
    expect(await found({}, { sortColumn: 'weight', sortDirection: 'desc' })).toBe('41032');
    expect(await found({}, { sortColumn: 'weight' })).toBe('23014');
    expect(await found({}, { sortColumn: 'createdAt', sortDirection: 'DESC' })).toBe('43210');
    expect(await found({}, { sortColumn: 'ready', limit: 2, offset: 0 })).toBe('24');
    expect(await found({}, { sortColumn: 'ready', limit: 3, offset: 2 })).toBe('103');
    const page = await table.query({ ready: true }, { limit: 1, offset: 1 });
    expect(page).toMatchObject({ count: 1, totalCount: 2, limit: 1, offset: 1, sortColumn: 'createdAt' });
  });

  it('select in several steps by what no index knows, in the same order, and are counted and deleted so', async () => {
    const { at, query, all } = await makeTable('Steps');
    // Enough text for three steps of a comparison without regard to case.
    const rows = Array.from({ length: 60 }, (_, n) => ({
      serial: String(n),
      place: `${n % 3 === 0 ? 'Äpfel' : 'Birnen'} ${'z'.repeat(3_000)}`,
      weight: n % 10 === 0 ? null : n % 7,
    }));
    await client.dataTableRows.post({ ...at, dataTableRow: rows });
    const wanted = rows.filter((_, n) => n % 3 === 0).map(({ serial }) => serial);
    const scanned = { place: { $contains: 'äPFEL', $ci: true } };
    const serials = (page: { items: Row[] }) => page.items.map(({ serial }) => serial);
    for (const sortColumn of ['weight', 'createdAt', 'id', 'serial', 'place'].slice(0, rounds(1, 5))) {
      for (const sortDirection of ['asc', 'desc']) {
        const expected = serials(await query({ serial: { $in: wanted } }, { sortColumn, sortDirection }));
        const page = await query(scanned, { sortColumn, sortDirection });
        expect([page.totalCount, serials(page)]).toEqual([20, expected]);
        const part = await query(scanned, { sortColumn, sortDirection, limit: 9, offset: 8 });
        expect([part.totalCount, serials(part)]).toEqual([20, expected.slice(8, 17)]);
      }
    }
    expect((await query({ place: { $contains: 'Kirschen' } })).totalCount).toBe(0);
    expect(await client.dataTableRows.delete({ ...at, query: scanned, limit: 15 })).toEqual({ removed: 15 });
    expect((await query(scanned)).totalCount).toBe(5);
    expect(await all()).toHaveLength(45);
  });

  it('return the fields that are asked for', async () => {
    const path = `/applications/${applicationId}/data-tables/${table.at.dataTableId}/rows`;
    const { body } = await call(server, 'GET', `${path}?includeFields=serial,%20weight&limit=1`, { token });
    expect(body.items).toEqual([{ serial: 'b', weight: 2 }]);
    expect((await call(server, 'GET', `${path}?includeFields=colour`, { token })).body.message).toContain('colour');
  });

  it.each<[object, object, string]>([
    [{ colour: 1 }, {}, 'query.colour'],
    [{ serial: { $regex: 'x' } }, {}, 'query.serial.$regex'],
    [{}, { sortColumn: 'colour' }, 'sortColumn'],
    [{}, { limit: 1001 }, 'limit'],
    [{}, { offset: -1 }, 'offset'],
  ])('refuse %j with %j', async (query, more, message) => {
    const failure = await failureOf(client.dataTableRows.query({ ...table.at, query, ...more }));
    expect(failure).toMatchObject({ statusCode: 400, message: expect.stringContaining(message) });
    expect(await failureOf(client.dataTableRows.delete({ ...table.at, query: { colour: 1 } }))).toMatchObject({
      statusCode: 400,
    });
  });
});

it('counts rows that are written, writes lines for those who watch, and records what is no single row', async () => {
  const own = (await client.applications.post({ application: { name: 'Watched' } })).id;
  const table = await client.dataTables.post({ applicationId: own, dataTable: { name: 'Log', columns } });
  const at = { applicationId: own, dataTableId: table.id };
  const lines = await EventReader.open(`${server.http}/applications/${own}/logStream?types=dataTable`, {
    authorization: `Bearer ${token}`,
  });
  try {
    const row = await client.dataTableRows.post({ ...at, dataTableRow: { serial: '1', place: 'x' } });
    await client.dataTableRows.post({
      ...at,
      dataTableRow: [{ serial: '2', place: 'x' }, { serial: '3', place: 'x' }, { serial: '3' }],
    });
    await client.dataTableRow.patch({ ...at, rowId: row.id, dataTableRow: { place: 'y' } });
    await client.dataTableRow.delete({ ...at, rowId: row.id });
    await client.dataTableRows.delete({ ...at, query: { serial: '2' } });
    const messages: { message: string }[] = [];
    while (messages.length < 5) messages.push((await lines.next('log'))?.data as never);
    expect(messages.map(({ message }) => message)).toEqual([
      'A row was inserted into the table "Log".',
      '2 rows were inserted into the table "Log"; 1 could not be stored.',
      'A row of the table "Log" was changed.',
      'A row of the table "Log" was deleted.',
      'A row of the table "Log" was deleted.',
    ]);
  } finally {
    lines.close();
  }
  await client.dataTableRows.truncate(at);
  await expect
    .poll(() => client.application.payloadCounts({ applicationId: own }))
    .toMatchObject({ dataTable: { 'user.rest': 4 } });
});

describe('files of rows', () => {
  async function send(dataTableId: string, content: string | Uint8Array) {
    const form = new FormData();
    form.set('file', new Blob([content as string], { type: 'text/csv' }), 'rows.csv');
    const response = await fetch(
      `${server.http}/applications/${applicationId}/data-tables/${dataTableId}/rows/import`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: form,
      },
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  const importPath = (dataTableId: string, id: unknown) =>
    `/applications/${applicationId}/data-tables/${dataTableId}/imports/${id}`;

  async function ended(dataTableId: string, id: unknown) {
    await expect
      .poll(async () => (await call(server, 'GET', importPath(dataTableId, id), { token })).body.state, {
        timeout: 30_000,
      })
      .toBe('done');
    return (await call(server, 'GET', importPath(dataTableId, id), { token })).body;
  }

  it('are taken as CSV, row by row', async () => {
    const { at, insert, all } = await makeTable('Import');
    await insert({ serial: 'there', place: 'x' });
    const file = [
      '\uFEFFid,serial,place,weight,ready,unknown,updatedAt',
      'ignored,a,"two, ""quoted""\nlines",1.50,true,?,2019',
      ',b,,,FALSE,,',
      ',there,x,1,1,,',
      ',c,x,heavy,,,',
      '',
      ',d,x,-2e3,0',
      ',e,x,1,maybe,,',
      ',f,x,1,5,true,?,2019',
      ',g,x,1,1,,,,',
    ].join('\r\n');
    const started = await send(at.dataTableId, file);
    expect(started).toEqual({ status: 200, body: { success: true, jobId: expect.any(String) } });
    expect(await ended(at.dataTableId, started.body.jobId)).toMatchObject({
      id: started.body.jobId,
      dataTableId: at.dataTableId,
      state: 'done',
      bytes: Buffer.byteLength(file),
      rows: 8,
      count: 4,
      errorCount: 4,
      errors: [
        { line: 5, message: 'serial must be unique, and another row has this value' },
        { line: 6, message: 'weight must be a number' },
        { line: 9, message: 'ready must be true or false' },
        { line: 10, message: 'The row has 8 cells, and the header has 7' },
      ],
    });
    const values = (await all()).map(({ serial, place, weight, ready }) => [serial, place, weight, ready]);
    expect(values).toEqual([
      ['there', 'x', 1.5, null],
      ['a', 'two, "quoted"\nlines', 1.5, true],
      ['b', '', null, false],
      ['d', 'x', -2000, false],
      ['g', 'x', 1, true],
    ]);
    const list = await call(server, 'GET', `/applications/${applicationId}/data-tables/${at.dataTableId}/imports`, {
      token,
    });
    expect(list.body).toMatchObject({ count: 1, items: [{ id: started.body.jobId }] });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'is empty'],
    ['no column of the table', 'x,y\n1,2\n', 'has no column serial'],
    ['a column twice', 'serial,place,serial\n', 'two columns serial'],
    ['an open quote', 'serial,place\n"a,b\n', 'is not valid in line 2: a quote is never closed'],
    ['what is not UTF-8', new Uint8Array([0x73, 0xff, 0x0a]), 'must be UTF-8'],
  ])('are refused with %s', async (_name, content, message) => {
    const { at, all } = await makeTable('Refused');
    const { status, body } = await send(at.dataTableId, content);
    expect({ status, message: body.message }).toEqual({ status: 400, message: expect.stringContaining(message) });
    expect(await all()).toEqual([]);
    const list = await call(server, 'GET', `/applications/${applicationId}/data-tables/${at.dataTableId}/imports`, {
      token,
    });
    expect(list.body.count).toBe(0);
  });

  it('are written as CSV, once in five minutes, and can be taken back in', async () => {
    const { at } = await makeTable('Export');
    const rows = Array.from({ length: 2500 }, (_, index) => ({
      serial: `s${index}`,
      place: index % 3 === 0 ? 'a "quoted", place' : 'x',
      weight: index % 5 === 0 ? null : index / 4,
      ready: index % 2 === 0,
    }));
    await client.dataTableRows.post({ ...at, dataTableRow: rows });
    const wanted = { query: { ready: true }, queryOptions: { sortColumn: 'weight', sortDirection: 'desc', offset: 5 } };
    const { jobId } = await client.dataTableRows.export({ ...at, exportData: wanted });
    expect(await failureOf(client.dataTableRows.export({ ...at, exportData: {} }))).toMatchObject({ statusCode: 429 });
    const read = async () =>
      (await call(server, 'GET', `/applications/${applicationId}/exports/${jobId}`, { token })).body;
    await expect.poll(async () => (await read()).state, { timeout: 30_000 }).toBe('done');
    const { url, rows: count, kind } = await read();
    expect({ count, kind }).toEqual({ count: 1245, kind: 'dataTableRows' });
    const csv = await (await fetch(String(url))).text();
    const [header, first] = csv.split('\n');
    expect(header).toBe('"id","createdAt","updatedAt","serial","place","weight","ready"');
    // The heaviest that are ready, without the first five.
    const heaviest = rows
      .filter(({ ready, weight }) => ready && weight !== null)
      .sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0))[5];
    expect(first).toContain(`"${heaviest?.serial}"`);
    const again = await makeTable('Export, taken back');
    const started = await send(again.at.dataTableId, csv);
    expect(await ended(again.at.dataTableId, started.body.jobId)).toMatchObject({ count: 1245, errorCount: 0 });
    // All but the first five of those that are ready, whose order among equals is by their ids, which are others here.
    const strip = ({ serial, place, weight, ready }: Row) => ({ serial, place, weight, ready });
    const bySerial = (a: { serial: unknown }, b: { serial: unknown }) => (String(a.serial) < String(b.serial) ? -1 : 1);
    const copies = [...(await again.all()), ...(await again.all({ offset: 1000 }))].map(strip).sort(bySerial);
    const ready = rows.filter((row) => row.ready).sort((a, b) => (b.weight ?? -1) - (a.weight ?? -1));
    expect(copies).toEqual(ready.slice(5).sort(bySerial));
  });
});
