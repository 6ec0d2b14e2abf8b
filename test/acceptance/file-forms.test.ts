// Forms with a file: what is sent and not read is refused, and nothing is kept of a form that is refused.
import { beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';
import { makeUser } from '../support/tenant.ts';

interface Way {
  /** The part that is the file. */
  readonly part: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly content: string;
  /** What there would be more of, or other, if something had been kept. */
  stored(): Promise<unknown>;
}

let server: SharedServer;
let client: Client;
let token: string;
let ways: Record<string, Way>;

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await makeUser(server, (await logIn(server)).token, 'file-forms@example.com'));
  const { id: applicationId } = await client.applications.post({ application: { name: 'Forms' } });
  const columns = [{ name: 'a', dataType: 'string', constraint: 'optional' }];
  const { id: dataTableId } = await client.dataTables.post({ applicationId, dataTable: { name: 'Rows', columns } });
  const fileNamed = (name: string) =>
    client.files.post({ applicationId, file: { name, parentDirectory: '/', type: 'file' } });
  const file = await fileNamed('one.txt');
  const announced = await fileNamed('two.txt');
  const read = async (path: string) =>
    (await fetch(`${server.http}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  const applicationPath = `/applications/${applicationId}`;
  ways = {
    'dataTableRows.import': {
      part: 'file',
      path: `${applicationPath}/data-tables/${dataTableId}/rows/import`,
      fields: {},
      content: 'a\n1\n',
      stored: () => read(`${applicationPath}/data-tables/${dataTableId}/imports`),
    },
    'file.upload': {
      part: 'file',
      path: `${applicationPath}/file/${file.id}/upload`,
      fields: {},
      content: 'content',
      stored: () => read(`${applicationPath}/file/${file.id}`),
    },
    'an upload that was announced': {
      part: 'file',
      path: new URL(announced.upload.url).pathname,
      fields: announced.upload.fields,
      content: 'content',
      stored: () => read(`${applicationPath}/file/${announced.id}`),
    },
    'application.import': {
      part: 'importBundle',
      path: `${applicationPath}/import`,
      fields: { dryRun: 'false' },
      content: 'no archive',
      stored: () => read(`${applicationPath}/imports`),
    },
    'applications.import': {
      part: 'importBundle',
      path: '/applications/import',
      fields: { dryRun: 'false' },
      content: 'no archive',
      stored: () => read('/applications'),
    },
  };
});

async function send({ path }: Way, parts: readonly (readonly [string, string | Blob])[]) {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${server.http}${path}`, { method: 'POST', headers, body: form });
  return { status: answer.status, body: answer.status === 204 ? {} : await answer.json() };
}

it('knows every way in that takes a file', async () => {
  const { paths } = (await (await fetch(`${server.http}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { operationId?: string; requestBody?: { content: object } }>>;
  };
  const described = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ requestBody }) => Object.hasOwn(requestBody?.content ?? {}, 'multipart/form-data'))
    .map(({ operationId }) => operationId);
  expect(Object.keys(ways)).toEqual(expect.arrayContaining(described));
  expect(described).toHaveLength(Object.keys(ways).length - 1);
});

it.for([
  'dataTableRows.import',
  'file.upload',
  'an upload that was announced',
  'application.import',
  'applications.import',
])('refuses a form with anything twice, or wrong behind the file: %s', async (name) => {
  const way = ways[name] as Way;
  const file = (content: string) => [way.part, new Blob([content])] as const;
  const fields = Object.entries(way.fields);
  const before = await way.stored();
  const twice = await send(way, [...fields, file(way.content), file(way.content)]);
  expect(twice).toMatchObject({
    status: 400,
    body: { type: 'Validation', message: `${way.part} must be sent once` },
  });
  const apart = await send(way, [...fields, file(way.content), ['note', 'x'], file('')]);
  expect(apart).toMatchObject({ status: 400, body: { message: `${way.part} must be sent once` } });
  for (const [first, second] of [
    ['a', 'b'],
    ['a', 'a'],
  ] as const) {
    const around = await send(way, [...fields, ['email', first], file(way.content), ['email', second]]);
    expect(around).toMatchObject({ status: 400, body: { message: 'email must be sent once' } });
  }
  const behind = await send(way, [...fields, file(way.content), ['note', 'x'.repeat(20_000)]]);
  expect(behind).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^note must not be longer/) } });
  const many = Array.from({ length: 60 }, (_, index) => [`note${index}`, 'x'] as const);
  const crowded = await send(way, [...fields, file(way.content), ...many]);
  expect(crowded).toMatchObject({ status: 400, body: { message: expect.stringMatching(/too many/) } });
  expect(await way.stored()).toEqual(before);
});

it('keeps the file of a form that is right, whatever follows it', async () => {
  const { 'file.upload': upload, 'dataTableRows.import': rows, 'an upload that was announced': announced } = ways;
  for (const way of [upload, rows, announced] as Way[]) {
    const file = [way.part, new Blob([way.content])] as const;
    const sent = await send(way, [...Object.entries(way.fields), file, ['note', 'x']]);
    expect([200, 204]).toContain(sent.status);
  }
});
