import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { makeForm, sendUpload, uploadFile } from '../support/files.ts';
import { expectSchema } from '../support/schema.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call, makeUser } from '../support/tenant.ts';

let server: TestServer;
let client: Client;
let token: string;
let applicationId: string;

beforeAll(async () => {
  server = await startServer({ env: { SIGNALBOX_MAX_FILE_SIZE: '1' } });
  ({ client, token } = await logIn(server));
  applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id;
});
afterAll(() => server.stop());

const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');
const post = (file: object) => client.files.post({ applicationId, file });
const put = (path: string, content: string | Buffer, options: { contentType?: string } = {}) =>
  uploadFile(client, { applicationId, path, content, ...options });
const names = (list: { items: { name: string }[] }) => list.items.map(({ name }) => name).sort();

/** The objects in the store. */
async function listObjects(): Promise<string[]> {
  const found = await readdir(join(server.dataDir, 'files'), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

it('takes a file in the hand-shake that published clients make, and serves it to everybody', async () => {
  const content = 'time,value\n1,2\n';
  const made = await post({
    name: 'data.csv',
    parentDirectory: 'reports/2026',
    type: 'file',
    fileSize: content.length,
    contentType: 'text/csv',
    fileDimensions: { width: 3 },
  });
  expectSchema('fileUploadPostResponse', made);
  expect(made).toMatchObject({
    status: 'pending',
    parentDirectory: '/reports/2026/',
    authorType: 'user',
    upload: { fields: { key: `${applicationId}/reports/2026/data.csv`, 'Content-Type': 'text/csv' } },
  });
  expect((await fetch(made.url)).status).toBe(404);

  const answer = await sendUpload(made.upload, content);
  expect([answer.status, answer.headers.get('etag')]).toEqual([204, `"${md5(content)}"`]);
  const file = await client.file.get({ applicationId, fileId: made.id });
  expectSchema('file', file);
  expect(file).toMatchObject({
    status: 'completed',
    s3etag: md5(content),
    fileSize: content.length,
    fileDimensions: { width: 3 },
    url: `${server.http}/files/${applicationId}/reports/2026/data.csv`,
  });

  const served = await fetch(file.url);
  expect(await served.text()).toBe(content);
  expect(Object.fromEntries(served.headers)).toMatchObject({
    'content-type': 'text/csv',
    etag: `"${md5(content)}"`,
    'cache-control': 'public, no-cache',
    'access-control-allow-origin': '*',
    'accept-ranges': 'bytes',
  });
  const listed = await client.files.get({ applicationId, directory: 'reports', type: 'directory' });
  expectSchema('files', listed);
  expect([names(listed), listed.parentExists]).toEqual([['2026'], true]);
});

it('keeps to conditions, ranges and HEAD', async () => {
  const { url, s3etag } = await put('/ranges.txt', '0123456789');
  const ask = (headers: Record<string, string>, method = 'GET') => fetch(url, { method, headers });
  const part = await ask({ range: 'bytes=2-4' });
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
  const beyond = await ask({ range: 'bytes=10-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  const same = await ask({ 'if-none-match': `"${s3etag}"` });
  expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', `"${s3etag}"`]);
  const modified = (await ask({})).headers.get('last-modified') ?? '';
  expect((await ask({ 'if-modified-since': modified })).status).toBe(304);
  expect((await ask({ 'if-match': '"another"' })).status).toBe(412);
  const head = await ask({}, 'HEAD');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  expect((await ask({}, 'POST')).status).toBe(405);
});

it('accepts an upload once, in time, as it was announced, and nothing else', async () => {
  const { id, upload } = await post({ name: 'once.txt', type: 'file', fileSize: 3 });
  const refusals = [
    { upload: { ...upload, fields: { ...upload.fields, 'X-Amz-Signature': '0'.repeat(64) } }, content: 'abc' },
    { upload: { ...upload, fields: { ...upload.fields, key: `${applicationId}/other.txt` } }, content: 'abc' },
    { upload: { ...upload, fields: { ...upload.fields, 'Content-Type': 'text/html' } }, content: 'abc' },
    { upload, content: 'abcd' },
    { upload, content: 'ab' },
  ];
  const statuses = [];
  for (const { upload: form, content } of refusals) statuses.push((await sendUpload(form, content)).status);
  expect(statuses).toEqual([403, 403, 403, 400, 400]);
  expect(await client.file.get({ applicationId, fileId: id })).toMatchObject({ status: 'pending' });
  // Published clients leave the bucket out.
  const { bucket: _, ...fields } = upload.fields;
  expect((await sendUpload({ ...upload, fields }, 'abc')).status).toBe(204);
  expect((await sendUpload(upload, 'abc')).status).toBe(403);

  const large = Buffer.alloc(1024 * 1024 + 1);
  expect(await failureOf(post({ name: 'large', type: 'file', fileSize: large.length }))).toMatchObject({
    statusCode: 413,
    message: expect.stringContaining('SIGNALBOX_MAX_FILE_SIZE'),
  });
  const unannounced = await post({ name: 'large', type: 'file' });
  expect((await sendUpload(unannounced.upload, large)).status).toBe(413);
  expect((await sendUpload(unannounced.upload, large.subarray(1))).status).toBe(204);

  const notForm = await fetch(upload.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(notForm.status).toBe(415);
  const noFile = await fetch(upload.url, { method: 'POST', body: makeForm(upload.fields) });
  expect(noFile.status).toBe(400);
});

it('keeps the former content until another one is whole, and then has only that', async () => {
  const file = await put('/live.txt', 'first', { contentType: 'text/plain' });
  const { upload, ...patched } = await client.file.patch({ applicationId, fileId: file.id });
  expectSchema('fileUploadPostResponse', { ...patched, upload });
  expect((await sendUpload(upload, 'second')).status).toBe(204);
  const reuploaded = await client.file.get({ applicationId, fileId: file.id });
  expect(reuploaded).toMatchObject({ s3etag: md5('second'), contentType: 'text/plain', fileSize: 6 });
  expect(await (await fetch(file.url)).text()).toBe('second');

  // Some clients send no body at all, where the official one sends an empty object.
  const path = `/applications/${applicationId}/file/${file.id}`;
  const bare = await call(server, 'PATCH', path, { token });
  expect([bare.status, bare.body.upload]).toEqual([201, expect.objectContaining({ url: upload.url })]);
  expect((await call(server, 'PATCH', path, { token, body: null })).status).toBe(400);

  const announced = await client.file.patch({
    applicationId,
    fileId: file.id,
    updates: { fileSize: 5, contentType: 'text/csv' },
  });
  expect((await sendUpload(announced.upload, 'too long')).status).toBe(400);
  expect(await (await fetch(file.url)).text()).toBe('second');
  expect((await sendUpload(announced.upload, 'third')).status).toBe(204);
  expect((await fetch(file.url)).headers.get('content-type')).toBe('text/csv');
});

it('takes a content in one step from the official client', async () => {
  const { id } = await post({ name: 'step.bin', type: 'file' });
  const answer = await client.file.upload({ applicationId, fileId: id, file: Buffer.from('one step') });
  expectSchema('file', answer);
  expect(answer).toMatchObject({
    id,
    status: 'completed',
    s3etag: md5('one step'),
    contentType: 'application/octet-stream',
  });
  const directory = await post({ name: 'no content', type: 'directory' });
  const refused = client.file.upload({ applicationId, fileId: directory.id, file: Buffer.from('x') });
  expect(await failureOf(refused)).toMatchObject({ statusCode: 400 });
});

it('moves and deletes directories whole, with their counts, names and contents', async () => {
  const application = await client.applications.post({ application: { name: 'Tree' } });
  const own = application.id;
  for (const path of ['/a/x.txt', '/a/b/y.txt', '/a/b/c/z.txt', '/ab/other.txt']) {
    await uploadFile(client, { applicationId: own, path, content: path });
  }
  const summary = async () => (await client.application.get({ applicationId: own })).summary;
  expect(await summary()).toMatchObject({ fileCount: 8, storageStats: { count: 4, size: 8 + 10 + 12 + 13 } });
  const inRoot = await client.files.get({ applicationId: own, directory: '/' });
  const a = inRoot.items.find(({ name }: { name: string }) => name === 'a');

  const move = (query: object, fileId = a.id) => client.file.move({ applicationId: own, fileId, ...query });
  expect(await failureOf(move({ parentDirectory: '/a/b' }))).toMatchObject({ statusCode: 400 });
  expect(await failureOf(move({ name: 'ab' }))).toMatchObject({ statusCode: 409 });
  expect(await failureOf(move({}))).toMatchObject({ statusCode: 400 });
  const moved = await move({ parentDirectory: '/new/place', name: 'ä' });
  expectSchema('file', moved);
  expect(moved).toMatchObject({ id: a.id, parentDirectory: '/new/place/', name: 'ä', status: 'completed' });
  const url = `${server.http}/files/${own}`;
  expect(await (await fetch(`${url}/new/place/%C3%A4/b/c/z.txt`)).text()).toBe('/a/b/c/z.txt');
  expect((await fetch(`${url}/a/b/c/z.txt`)).status).toBe(404);
  expect(await (await fetch(`${url}/ab/other.txt`)).text()).toBe('/ab/other.txt');
  const found = await client.application.search({ applicationId: own, filter: 'z.txt' });
  expect(found[0]).toMatchObject({ name: 'z.txt', _type: 'file', metadata: { descriptor: '/new/place/ä/b/c/' } });

  const before = await listObjects();
  expect(await client.file.delete({ applicationId: own, fileId: a.id })).toEqual({ success: true });
  expect(await summary()).toMatchObject({ fileCount: 4, storageStats: { count: 1, size: 13 } });
  const left = await client.application.search({ applicationId: own, filter: 'z.txt' });
  expect(names({ items: left })).toEqual(['other.txt']);
  expect((await fetch(`${url}/new/place/%C3%A4/b/c/z.txt`)).status).toBe(404);
  await expect.poll(async () => (await listObjects()).length, { timeout: 20_000 }).toBe(before.length - 3);

  await client.application.delete({ applicationId: own });
  expect((await fetch(`${url}/ab/other.txt`)).status).toBe(404);
});

it('takes a path once, also from two at once, and makes what is missing on the way', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () => post({ name: 'same', parentDirectory: '/race/deep/', type: 'file' })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const statuses = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.statusCode] : []));
  expect(statuses).toEqual([409, 409, 409, 409]);
  expect(await failureOf(post({ name: 'under', parentDirectory: '/race/deep/same', type: 'file' }))).toMatchObject({
    statusCode: 409,
  });
  expect(await failureOf(post({ name: 'race', type: 'directory' }))).toMatchObject({ statusCode: 409 });
});

it('lets two uploads of one file end one after the other, each whole', async () => {
  const { id, url } = await post({ name: 'raced.txt', type: 'file' });
  const contents = Array.from({ length: 4 }, (_, index) => String(index).repeat(200_000));
  const uploads = await Promise.all(
    contents.map(async () => (await client.file.patch({ applicationId, fileId: id })).upload),
  );
  const answers = await Promise.all(uploads.map((upload, index) => sendUpload(upload, contents[index] ?? '')));
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  const file = await client.file.get({ applicationId, fileId: id });
  const served = await (await fetch(url)).text();
  expect(contents).toContain(served);
  expect(file.s3etag).toBe(md5(served));
});

it('refuses names and directories that are no steps of a path, or too long', async () => {
  const wrongNames = ['..', '.', 'a/b', 'a\\b', 'a\u0000b', 'a\nb', 'a\u0085b', 'n'.repeat(1025), 'ü'.repeat(600)];
  for (const name of wrongNames) {
    const refused = await failureOf(post({ name, type: 'file' }));
    expect([name, refused]).toEqual([name, expect.objectContaining({ statusCode: 400, field: 'name' })]);
  }
  for (const parentDirectory of ['../a', '/a/../b', 'a\\b', './a', `/${'d/'.repeat(520)}`]) {
    const refused = await failureOf(post({ name: 'x', parentDirectory, type: 'file' }));
    expect([parentDirectory, refused]).toEqual([
      parentDirectory,
      expect.objectContaining({ statusCode: 400, field: 'parentDirectory' }),
    ]);
  }
});

it('finds names in any form of Unicode, with blanks and signs, and leads out of nothing', async () => {
  await put('/odd/Ärger & 100% #1 ?.txt', 'odd');
  const url = `${server.http}/files/${applicationId}/odd`;
  for (const name of ['Ärger', 'Ärger'.normalize('NFD')]) {
    expect(await (await fetch(`${url}/${encodeURIComponent(`${name} & 100% #1 ?.txt`)}`)).text()).toBe('odd');
  }
  for (const path of ['..%2f..%2fsecret.key', '%2e%2e/%2e%2e/secret.key', 'a%00b', '%ff', '', '%5c', 'odd%2fx']) {
    expect([path, (await fetch(`${server.http}/files/${applicationId}/${path}`)).status]).toEqual([
      path,
      expect.toBeOneOf([400, 404]),
    ]);
  }
});

it.each([
  ['text/html', '<script>x</script>'],
  ['Text/HTML; charset=utf-8', '<script>x</script>'],
  ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['application/xhtml+xml', '<html/>'],
  ['application/pdf', '%PDF'],
  ['application/x-unknown', 'x'],
])('serves %s so that it runs nothing on the host of the API', async (contentType, content) => {
  const { url } = await put(`/active/${contentType.replaceAll(/\W/g, '-')}`, content, { contentType });
  const { headers } = await fetch(url);
  expect(headers.get('content-security-policy')).toMatch(/^sandbox;/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="/);
});

it('lets no page of its own host load a file as a script', async () => {
  const { url } = await put('/active/code.js', 'alert(1)', { contentType: 'text/javascript' });
  const as = (site: string, dest: string) =>
    fetch(url, { headers: { 'sec-fetch-site': site, 'sec-fetch-dest': dest } });
  expect((await as('same-origin', 'script')).status).toBe(403);
  expect((await as('same-origin', 'serviceworker')).status).toBe(403);
  expect((await as('cross-site', 'script')).status).toBe(200);
});

it('keeps files of others out of reach, and refuses wrong content types, sizes and parameters', async () => {
  const stranger = await makeUser(server, token, 'stranger@example.com');
  const own = (await stranger.client.applications.post({ application: { name: 'Elsewhere' } })).id;
  const foreign = await stranger.client.files.post({ applicationId: own, file: { name: 'theirs', type: 'file' } });
  for (const attempt of [
    client.file.get({ applicationId, fileId: foreign.id }),
    client.file.patch({ applicationId, fileId: foreign.id }),
    client.file.move({ applicationId, fileId: foreign.id, name: 'mine' }),
    client.file.delete({ applicationId, fileId: foreign.id }),
  ]) {
    expect(await failureOf(attempt)).toMatchObject({ statusCode: 404, message: 'File was not found' });
  }
  for (const [field, file] of [
    ['contentType', { contentType: 'text/plain\r\nx-evil: 1' }],
    ['contentType', { contentType: 'nothing' }],
    ['fileSize', { fileSize: -1 }],
    ['fileSize', { fileSize: 1.5 }],
    ['type', { type: 'link' }],
  ] as const) {
    expect(await failureOf(post({ name: 'wrong', type: 'file', ...file }))).toMatchObject({ statusCode: 400, field });
  }
  for (const query of [{ type: 'link' }, { status: 'moving' }, { sortField: 'size' }, { directory: '../x' }]) {
    expect(await failureOf(client.files.get({ applicationId, ...query }))).toMatchObject({ statusCode: 400 });
  }
});

it('says in the log and the record of changes what happened, without what an upload is signed with', async () => {
  const lines = await EventReader.open(
    `${server.http}/applications/${applicationId}/logStream?types=file&token=${token}`,
  );
  const file = await put('/logged/a.txt', 'abc');
  await client.file.move({ applicationId, fileId: file.id, name: 'b.txt' });
  await client.file.delete({ applicationId, fileId: file.id });
  const messages = [];
  for (let line = 0; line < 3; line += 1) {
    messages.push((await lines.next('log'))?.data);
  }
  lines.close();
  expect(messages).toMatchObject([
    { message: 'The file /logged/a.txt was uploaded: 3 bytes.' },
    { message: 'The file /logged/a.txt was moved to /logged/b.txt.' },
    { message: 'The file /logged/b.txt was deleted.' },
  ]);
  const { body } = await call(server, 'GET', '/me/audit-logs?perPage=1000', { token });
  const entries = (body.items as Record<string, unknown>[]).filter((entry) => entry.secondaryTargetId === file.id);
  expect(entries.map(({ requestAction, secondaryTargetType }) => [requestAction, secondaryTargetType])).toEqual([
    ['delete', 'File'],
    ['move', 'File'],
    ['post', 'File'],
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/X-Amz|Policy/);
});
