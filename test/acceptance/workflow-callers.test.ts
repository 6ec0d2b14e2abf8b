// Who has caused what starts a workflow: rows, events and files (workflows.md, "2. Triggers").
import { beforeAll, expect, it } from 'vitest';
import { type Client, connect } from '../support/api.ts';
import { everything, sendBundle } from '../support/bundles.ts';
import { makeForm, uploadFile } from '../support/files.ts';
import { type FlowWorld, makeFlowWorld, node, trigger } from '../support/flow-world.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeZip } from '../support/zip.ts';

let server: SharedServer;
let world: FlowWorld;
let applicationId: string;
let dataTableId: string;
let userId: string;
/** A program with an API token of the application. */
let program: { client: Client; token: string; id: string };

beforeAll(async () => {
  server = await sharedServer();
  world = await makeFlowWorld(server);
  ({ applicationId } = world);
  userId = (await world.client.me.get()).id;
  const made = await world.client.applicationApiTokens.post({
    applicationId,
    apiToken: { name: 'Program', scope: ['all.Application'] },
  });
  program = { client: connect(server, made.token), token: made.token, id: made.id };
  const columns = [{ name: 'n', dataType: 'number', constraint: 'optional' }];
  dataTableId = (await world.client.dataTables.post({ applicationId, dataTable: { name: 'Shifts', columns } })).id;
});

/** Waits for the runs of a recorder, and says who caused each and what its payload says was done, in order of the words. */
async function relaysOf(flowId: string, count: number, describe: (data: Data) => string): Promise<string[]> {
  const soon = { timeout: 30_000, interval: 100 };
  await expect.poll(async () => (await world.recorded(flowId)).length, soon).toBe(count);
  return (await world.recorded(flowId))
    .map(({ relayType, relayId, data }) => `${describe(data as Data)}: ${relayType} ${relayId}`)
    .sort();
}
// biome-ignore lint/suspicious/noExplicitAny: each kind of trigger has another payload
type Data = any;

it('tells who inserted, changed and deleted rows', async () => {
  const changes = { insert: true, bulkInsert: true, update: true, delete: true };
  const flowId = await world.makeRecorder('Rows', [trigger('dataTable', dataTableId, changes)]);
  const { client } = world;
  const { id: rowId } = await client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: { n: 1 } });
  await program.client.dataTableRows.post({ applicationId, dataTableId, dataTableRow: [{ n: 2 }, { n: 3 }] });
  await program.client.dataTableRow.patch({ applicationId, dataTableId, rowId, dataTableRow: { n: 4 } });
  await client.dataTableRow.delete({ applicationId, dataTableId, rowId });
  await program.client.dataTableRows.delete({ applicationId, dataTableId, query: { n: 2 } });
  const byUser = `user ${userId}`;
  const byProgram = `apiToken ${program.id}`;
  expect(await relaysOf(flowId, 5, ({ action, oldRow }) => `${action} ${oldRow?.n ?? ''}`)).toEqual([
    `bulkInsert : ${byProgram}`,
    `delete 2: ${byProgram}`,
    `delete 4: ${byUser}`,
    `insert : ${byUser}`,
    `update 1: ${byProgram}`,
  ]);
});

it('tells who created and moved events: users, programs, and users in the background', async () => {
  const states = { new: true, acknowledged: true, resolved: true };
  const flowId = await world.makeRecorder('Events', [trigger('event', 'any', states)]);
  const made = await world.client.events.post({ applicationId, event: { level: 'info', subject: 'Person' } });
  await program.client.event.patch({ applicationId, eventId: made.id, event: { state: 'acknowledged' } });
  await program.client.events.post({ applicationId, event: { level: 'info', subject: 'Program' } });
  // Changed in the background, step by step, in the name of whoever asked for it.
  const chosen = { filterField: 'subject', filter: 'Program' };
  await world.client.events.patch({ applicationId, ...chosen, updates: { state: 'resolved' } });
  expect(await relaysOf(flowId, 4, ({ subject, state }) => `${subject} ${state}`)).toEqual([
    `Person acknowledged: apiToken ${program.id}`,
    `Person new: user ${userId}`,
    `Program new: apiToken ${program.id}`,
    `Program resolved: user ${userId}`,
  ]);
});

it('tells who uploaded, moved and deleted files', async () => {
  const all = { create: true, update: true, delete: true };
  const flowId = await world.makeRecorder('Files', [trigger('appFile', '/plans/', all)]);
  const { client } = world;
  // Announced with a token, sent without one.
  const { id: fileId } = await uploadFile(client, { applicationId, path: 'plans/a', content: 'one' });
  const sent = await fetch(`${server.http}/applications/${applicationId}/file/${fileId}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.token}` },
    body: makeForm({}, 'two'),
  });
  expect(sent.status, await sent.text()).toBe(200);
  await program.client.file.move({ applicationId, fileId, name: 'b' });
  await client.file.delete({ applicationId, fileId });
  expect(await relaysOf(flowId, 5, ({ action, file }) => `${action} ${file.name}`)).toEqual([
    `create a: user ${userId}`,
    `create b: apiToken ${program.id}`,
    `delete a: apiToken ${program.id}`,
    `delete b: user ${userId}`,
    `update a: apiToken ${program.id}`,
  ]);
});

it('tells who sent the CSV file or the bundle whose rows and files are stored in the background', async () => {
  const { client } = world;
  const columns = [{ name: 'n', dataType: 'number', constraint: 'optional' }];
  const table = (await client.dataTables.post({ applicationId, dataTable: { name: 'Counts', columns } })).id;
  await uploadFile(client, { applicationId, path: 'sent/notes.txt', content: 'old' });
  const flowId = await world.makeRecorder('Sent', [
    trigger('dataTable', table, { bulkInsert: true }),
    trigger('appFile', '/sent/', { create: true, update: true }),
  ]);
  const file = new FormData();
  file.set('file', new Blob(['n\n1\n2\n'], { type: 'text/csv' }), 'rows.csv');
  const sent = await fetch(`${server.http}/applications/${applicationId}/data-tables/${table}/rows/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.token}` },
    body: file,
  });
  expect(sent.status, await sent.text()).toBe(200);
  const yaml = (resourceType: string, resource: object) =>
    JSON.stringify({ resourceType, version: 1, resources: [resource] });
  const bundle = await makeZip([
    { path: 'application.yaml', content: yaml('Application', { name: 'Sent' }) },
    {
      path: 'dataTables/Counts.yaml',
      content: yaml('DataTable', { name: 'Counts', columns, localFilename: 'Counts.csv' }),
    },
    { path: 'dataTables/Counts.csv', content: 'n\n1\n2\n3\n' },
    { path: 'files/sent/notes.txt', content: 'new' },
    { path: 'files/sent/more.txt', content: 'more' },
  ]);
  const { status, body } = await sendBundle(server, world.token, bundle, {
    path: `/applications/${applicationId}/import`,
    fields: { ...everything, options: JSON.stringify({ conflictBehavior: 'replace' }) },
  });
  expect([status, body.validationErrors]).toEqual([200, []]);
  expect(
    await relaysOf(flowId, 4, ({ action, count, file: { name } = { name: '' } }) => `${action} ${name || count}`),
  ).toEqual([
    `bulkInsert 2: apiToken ${program.id}`,
    `bulkInsert 3: user ${userId}`,
    `create more.txt: user ${userId}`,
    `update notes.txt: user ${userId}`,
  ]);
});

it('names the workflow that a change comes from, and counts it as a link of the chain', async () => {
  const columns = [{ name: 'n', dataType: 'number', constraint: 'optional' }];
  const table = (await world.client.dataTables.post({ applicationId, dataTable: { name: 'Loop', columns } })).id;
  const nodes = [
    node('keep', 'StoreValueNode', { keyName: '{{relayType}} {{relayId}}', valueType: 'incr', value: '1' }, [
      ['insert'],
    ]),
    node('insert', 'DataTableInsertRowNode', {
      dataTableIdTemplate: table,
      rowFields: [{ columnTemplate: 'n', valueTemplate: '1' }],
      resultPath: 'working.row',
    }),
  ];
  const start = { ...trigger('dataTable', table, { insert: true }), outputIds: [['keep']] };
  const flowId = await world.makeFlow('Inserts what starts it', [start], nodes);
  await world.client.dataTableRows.post({ applicationId, dataTableId: table, dataTableRow: { n: 0 } });
  const read = () => world.client.flow.getStorageEntries({ applicationId, flowId });
  // The first, and twenty that follow from each other.
  const expected = { [`user ${userId}`]: 1, [`flow ${flowId}`]: 20 };
  await expect.poll(read, { timeout: 50_000 }).toEqual(expected);
});
