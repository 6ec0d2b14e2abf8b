import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { TestS3 } from '../support/archive-s3.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

const hourMs = 3_600_000;
const filesHost = 'files.example.com';

let s3: TestS3;
/** Keeps its files in a bucket, on a host of their own. */
let server: TestApp;
let client: Client;
let applicationId: string;
let ahead = 0;
const now = () => Date.now() + ahead;

beforeAll(async () => {
  s3 = await TestS3.start();
  server = await startTestApp({
    now,
    env: {
      SIGNALBOX_FILE_STORE: 's3://archive/of/files/',
      SIGNALBOX_FILE_STORE_ENDPOINT: s3.config.endpoint,
      SIGNALBOX_FILE_STORE_ACCESS_KEY_ID: s3.config.accessKeyId,
      SIGNALBOX_FILE_STORE_SECRET_ACCESS_KEY: s3.config.secretAccessKey,
      SIGNALBOX_FILES_URL: `http://${filesHost}`,
    },
  });
  ({ client } = await logIn(server));
});
beforeEach(async () => {
  ahead = 0;
  s3.intercept = (_request, next) => next();
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
});
afterAll(async () => {
  await server.end();
  await s3.close();
});

const sweep = () => partsOf(server.app).fileSweep.run(new AbortController().signal);
/** What the bucket holds; the server behind it removes a folder with its last object. */
const objects = async () =>
  [...(await s3.objects('of/files').catch(() => new Map<string, Buffer>())).values()].map(String).sort();

/** As a browser that was led to the host of files, which no name server knows here. */
async function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
) {
  const { host, pathname } = new URL(url);
  const { method = 'GET', headers = {}, body } = options;
  const request = requestHttp(`${server.http}${pathname}`, { method, headers: { ...headers, host } });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

async function send({ url, fields }: { url: string; fields: Record<string, string> }, content: string) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([content]));
  const encoded = new Response(form);
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
  return ask(url, { method: 'POST', headers, body: Buffer.from(await encoded.arrayBuffer()) });
}

async function put(name: string, content: string, contentType = 'text/plain') {
  const file = { name, type: 'file', contentType };
  const made = await client.files.post({ applicationId, file });
  expect((await send(made.upload, content)).status).toBe(204);
  return made;
}

it('keeps contents in a bucket, serves parts of them, and removes what no file has', async () => {
  const { id, url } = await put('a.txt', '0123456789');
  expect(await objects()).toEqual(['0123456789']);
  const part = await ask(url, { headers: { range: 'bytes=-3' } });
  expect([part.status, part.body.toString()]).toEqual([206, '789']);
  const { upload } = await client.file.patch({ applicationId, fileId: id });
  await send(upload, 'new');
  expect(await objects()).toEqual(['0123456789', 'new']);
  // Whoever is being sent the former content gets all of it.
  await sweep();
  expect(await objects()).toEqual(['0123456789', 'new']);
  ahead = 2 * hourMs;
  await sweep();
  expect(await objects()).toEqual(['new']);
  await client.application.delete({ applicationId });
  const { database } = partsOf(server.app);
  const count = async () => database.query({ sql: 'select from application_file' });
  await vi.waitFor(async () => expect(await count()).toEqual([]), { timeout: 30_000, interval: 100 });
  await sweep();
  expect(await objects()).toEqual([]);
  expect(await database.query({ sql: 'select from file_content' })).toEqual([]);
});

it('tells when the bucket fails, leaves the file as it was, and nothing behind', async () => {
  const { id, url } = await put('a.txt', 'kept');
  const { upload } = await client.file.patch({ applicationId, fileId: id });
  s3.intercept = async (request, next) => {
    if (request.method === 'PUT') request.status = 507;
    else await next();
  };
  const refused = await send(upload, 'lost');
  expect([refused.status, JSON.parse(refused.body.toString())]).toEqual([
    503,
    expect.objectContaining({ message: expect.stringMatching(/^The file store /) }),
  ]);
  s3.intercept = (_request, next) => next();
  expect((await ask(url)).body.toString()).toBe('kept');
  // The upload was not used up.
  expect((await send(upload, 'after all')).status).toBe(204);
  s3.intercept = async (request) => {
    request.status = 500;
  };
  expect((await ask(url)).status).toBe(503);
  await client.file.delete({ applicationId, fileId: id });
  ahead = 3 * hourMs;
  await expect(sweep()).rejects.toThrow();
  s3.intercept = (_request, next) => next();
  ahead = 6 * hourMs;
  await sweep();
  expect(await objects()).toEqual([]);
});

it('shows pages on the host of files, and has nothing else there', async () => {
  const { url } = await put('page.html', '<script>shown()</script>', 'text/html');
  expect(url).toBe(`http://${filesHost}/${applicationId}/page.html`);
  const own = await ask(url);
  expect([own.status, own.headers['content-security-policy'], own.headers['content-disposition']]).toEqual([
    200,
    'frame-ancestors *',
    undefined,
  ]);
  const onApi = await fetch(`${server.http}/files/${applicationId}/page.html`);
  expect([onApi.headers.get('content-security-policy'), onApi.headers.get('content-disposition')]).toEqual([
    expect.stringMatching(/^sandbox;/),
    expect.stringMatching(/^attachment;/),
  ]);
  for (const path of ['/', '/openapi.json', '/console/', `/applications/${applicationId}`, '/auth/user']) {
    expect([path, (await ask(`http://${filesHost}${path}`)).status]).toEqual([path, 404]);
  }
});

it('forgets uploads after a quarter of an hour, and files that were never sent after a day', async () => {
  const { id, upload } = await client.files.post({ applicationId, file: { name: 'late', type: 'file' } });
  ahead = hourMs / 4;
  expect((await send(upload, 'late')).status).toBe(403);
  const again = await client.file.patch({ applicationId, fileId: id });
  expect((await send(again.upload, 'in time')).status).toBe(204);
  const never = await client.files.post({ applicationId, file: { name: 'never', type: 'file' } });
  ahead = 26 * hourMs;
  await sweep();
  expect(await failureOf(client.file.get({ applicationId, fileId: never.id }))).toMatchObject({ statusCode: 404 });
  expect(await client.file.get({ applicationId, fileId: id })).toMatchObject({ status: 'completed' });
  expect((await client.application.get({ applicationId })).summary.fileCount).toBe(1);
  await client.file.delete({ applicationId, fileId: id });
});

it('leaves nothing of an upload that breaks off', async () => {
  const { id, upload } = await client.files.post({ applicationId, file: { name: 'broken', type: 'file' } });
  const head = Object.entries(upload.fields as Record<string, string>)
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
  const body = `${head}--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n${'x'.repeat(100_000)}`;
  const { hostname, port } = new URL(server.http);
  for (const end of ['cut', 'finished']) {
    const socket = connect(Number(port), hostname);
    const length = end === 'cut' ? body.length + 1000 : body.length;
    socket.write(
      `POST /files/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    if (end === 'finished') expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 400 /);
    else await vi.waitFor(async () => expect(await rowsOf(id)).toHaveLength(1));
    socket.destroy();
  }
  expect(await client.file.get({ applicationId, fileId: id })).toMatchObject({ status: 'pending' });
  ahead = hourMs;
  await vi.waitFor(async () => {
    await sweep();
    expect(await rowsOf(id)).toEqual([]);
  });
  expect(await objects()).not.toContainEqual(expect.stringMatching(/^x/));
});

const rowsOf = (id: string) =>
  partsOf(server.app).database.query({
    sql: 'select object_key from file_content where object_key like $1',
    parameters: [`%${id}%`],
  });

it('reads and writes files by their paths for other parts of the server', async () => {
  const { files } = partsOf(server.app);
  const [row] = await partsOf(server.app).database.query<{ key: number }>({
    sql: 'select application_row_id as key from application where id = $1',
    parameters: [applicationId],
  });
  const application = { applicationId, applicationRowId: row?.key ?? 0 };
  const write = (content: string, overwrite: boolean) =>
    files.write(application, 'made/by/flow.txt', Readable.from([Buffer.from(content)]), {
      contentType: 'text/plain',
      overwrite,
    });
  await write('one', false);
  await expect(write('two', false)).rejects.toMatchObject({ type: 'Conflict' });
  await write('three', true);
  const { body } = await files.read(application, '/made/by/flow.txt');
  expect(await text(Readable.from(body))).toBe('three');
  expect((await client.application.get({ applicationId })).summary).toMatchObject({
    fileCount: 3,
    storageStats: { count: 1, size: 5 },
  });
  await expect(files.read(application, 'made/by')).rejects.toMatchObject({ type: 'NotFound' });
});

inSlowSuite('moves, indexes and deletes 2,500 files', () => {
  it('moves and deletes a directory of thousands, and search follows', async () => {
    const { database } = partsOf(server.app);
    const big = await client.files.post({ applicationId, file: { name: 'big', type: 'directory' } });
    const fill = (sql: string) => database.query({ sql, parameters: [applicationId] });
    const own = '(select application_row_id from application where id = $1)';
    await fill(`insert into application_file
        (id, application_row_id, type, parent_directory, name, status, size, created_at, updated_at)
      select 'f' || lpad(to_hex(n), 23, '0'), ${own}, 'file', '/big/' || (n % 3) || '/', 'file ' || n, 'pending', 0, now(), now()
      from generate_series(1, 2500) n`);
    await fill(`insert into resource_name (application_row_id, type, id, name, descriptor)
      select application_row_id, 'file', id, name, parent_directory from application_file
      where application_row_id = ${own} and type = 'file'`);
    await fill(`update resource_count set count = count + 2500 where application_row_id = ${own} and type = 'file'`);
    await client.file.move({ applicationId, fileId: big.id, name: 'bigger' });
    const stale = () =>
      fill(`select from resource_name where application_row_id = ${own} and descriptor like '/big/%'`);
    await vi.waitFor(async () => expect(await stale()).toEqual([]), { timeout: 30_000, interval: 100 });
    const moved = await client.files.get({ applicationId, directory: '/bigger/2' });
    expect(moved.totalCount).toBe(833);
    await client.file.delete({ applicationId, fileId: big.id });
    expect((await client.files.get({ applicationId })).totalCount).toBe(0);
    expect((await client.application.get({ applicationId })).summary.fileCount).toBe(0);
    expect(await fill(`select from resource_name where application_row_id = ${own}`)).toEqual([]);
  });
});
