// What docs/cli.md says of commands that are called wrongly, cannot write what they are told to, or are stopped (exit codes 1, 2, 130).
// Some twenty commands, each a process: five seconds of a processor. `npm test` has their usual ways (test/acceptance/cli.test.ts).
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { type CommandOptions, type CommandResult, runCommand } from '../../support/run-command.ts';
import { type SharedServer, sharedServer } from '../../support/shared-server.ts';
import { call, makeUser } from '../../support/tenant.ts';

const states = 5000;
let server: SharedServer;
let client: Client;
let token: string;
let applicationId: string;
let folder: string;
let file: string;

const run = (parameters: readonly string[], options: CommandOptions = {}): Promise<CommandResult> =>
  runCommand(parameters, { ...options, env: { SIGNALBOX_URL: server.http, SIGNALBOX_TOKEN: token, ...options.env } });
const applicationNames = async (): Promise<string[]> =>
  (await client.applications.get({})).items.map(({ name }: { name: string }) => name).sort();

beforeAll(async () => {
  server = await sharedServer();
  ({ client, token } = await makeUser(server, (await logIn(server)).token, 'cli-interrupted@example.com'));
  applicationId = (await client.applications.post({ application: { name: 'Mill' } })).id;
  const attributes = [{ name: 'load', dataType: 'number' }];
  const { id: deviceId } = await client.devices.post({ applicationId, device: { name: 'Saw', attributes } });
  const first = Date.now() - 10 * 86_400_000;
  for (let from = 0; from < states; from += 1000) {
    const some = Array.from({ length: 1000 }, (_, index) => ({
      deviceId,
      time: first + (from + index) * 1000,
      data: { load: from + index },
    }));
    const path = `/applications/${applicationId}/data/import-history`;
    expect(await call(server, 'POST', path, { token, body: { states: some } })).toMatchObject({ status: 200 });
  }
  await client.applicationKeys.post({ applicationId, applicationKey: { description: 'of the saw' } });
  folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'));
  file = join(folder, 'mill.signalbox.gz');
  expect(await run(['export', '--application', applicationId, file])).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('tries the files that an import is to write before it makes anything', async () => {
  const [ids, taken] = [join(folder, 'ids.json'), join(folder, 'taken')];
  await writeFile(taken, 'of somebody');
  const nowhere = join(folder, 'nowhere', 'keys');
  for (const wrong of [
    ['--id-map', nowhere],
    ['--id-map', ids, '--keys-file', taken],
    ['--id-map', ids, '--keys-file', nowhere],
  ]) {
    const result = await run(['import', '--name', 'Half', ...wrong, file]);
    expect(result, wrong.join(' ')).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(`${wrong.at(-1)} cannot be written`);
  }
  expect(await applicationNames()).toEqual(['Mill']);
  expect((await readdir(folder)).sort()).toEqual(['mill.signalbox.gz', 'taken']);
});

it('refuses to export into a folder before it reads anything', async () => {
  await mkdir(join(folder, 'a-folder'));
  const result = await run(['export', '--application', applicationId, join(folder, 'a-folder')]);
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('a-folder is a folder') });
});

it('takes an option without a value, as of a variable that is not set, for a wrong call', async () => {
  for (const [command, option, ...rest] of [
    ['export', '--application', file],
    ['import', '--application', file],
    ['import', '--token', file],
    ['import-history', '--application', file],
    ['restore-archive', '--application', folder],
  ] as const) {
    const result = await run([command, option, '', ...rest]);
    expect(result, command).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${option} must not be empty`),
    });
  }
  expect(await run(['export', '--application', applicationId, ''])).toMatchObject({ code: 2 });
});

it('refuses options that would be ignored, and times that no server takes', async () => {
  const old = join(folder, 'old.csv');
  await writeFile(old, 'time,load\n2019-03-01T00:00:00Z,1\n');
  for (const [parameters, code, message] of [
    [['simulate', '--speed', '2'], 2, '--speed goes with --csv'],
    [['simulate', '--keep-times'], 2, '--keep-times goes with --csv'],
    [['simulate', '--csv', old, '--keep-times', '--application', applicationId], 1, 'more than 30 days ago'],
    [
      ['restore-archive', folder, '--application', applicationId, '--from', '2020-01-02', '--to', '2020-01-01'],
      2,
      '--from must not be after --to',
    ],
  ] as const) {
    const result = await run(parameters);
    expect(result, parameters.join(' ')).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(message);
  }
  expect((await client.devices.get({ applicationId })).totalCount).toBe(1);
});

it('leaves links out of a template, whatever they name, and says so', async () => {
  const template = join(folder, 'template');
  await mkdir(join(template, 'files'), { recursive: true });
  await writeFile(
    join(template, 'application.yaml'),
    'resourceType: Application\nversion: 1\nresources:\n  - name: Linked\n    id: "~exportplaceholderid-application-linked~"\n',
  );
  await mkdir(join(folder, 'private'));
  await writeFile(join(folder, 'private', 'key'), 'secret');
  await symlink(join(folder, 'private'), join(template, 'files', 'folder'));
  await symlink(join(folder, 'private', 'key'), join(template, 'files', 'file'));
  await symlink('.', join(template, 'files', 'loop'));
  const result = await run(['import-template', '--json', template]);
  expect(result).toMatchObject({ code: 0 });
  for (const name of ['folder', 'file', 'loop']) expect(result.stderr).toContain(`files/${name} is left out`);
  const { applicationId: linked } = JSON.parse(result.stdout);
  expect((await client.files.get({ applicationId: linked })).items).toEqual([]);
});

it('makes no database for the password of a user in a folder that has none', async () => {
  const empty = join(folder, 'empty');
  const result = await run(['reset-password'], { env: { SIGNALBOX_DATA_DIR: empty } });
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`There is no database in ${empty}`) });
  await expect(readdir(empty)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('says how far an interrupted import came and how to go on, which stores the rest', async () => {
  let interrupt = (): void => undefined;
  let loads = 0;
  const proxy = await startProxy((path) => {
    if (!path.endsWith('/data/import-history')) return;
    loads += 1;
    if (loads === 2) interrupt();
  });
  const stopped = await run(['import', '--name', 'Copy', '--id-map', join(folder, 'copy.json'), file], {
    env: { SIGNALBOX_URL: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    onStderr: (_, kill) => {
      interrupt = () => kill('SIGINT');
    },
  });
  proxy.close();
  expect(stopped.code).toBe(130);
  const [, stored, copyId] =
    /Stopped with (\d+) of 5000 states stored in application (\w+);/.exec(stopped.stderr) ?? [];
  expect(Number(stored)).toBeGreaterThan(0);
  expect(Number(stored)).toBeLessThan(states);
  expect(stopped.stderr).toContain(`import --application ${copyId} ${file}`);

  expect(await run(['import', '--application', String(copyId), file])).toMatchObject({ code: 0 });
  const [device] = (await client.devices.get({ applicationId: copyId })).items;
  const query = { deviceIds: [device.id], aggregation: 'COUNT', start: 1, end: Date.now(), resolution: 0 };
  const { devices } = await client.data.timeSeriesQuery({ applicationId: copyId, query });
  const counts = Object.values(devices as Record<string, { points: { data: { load: number } }[] }>);
  expect(counts.flatMap(({ points }) => points.map(({ data }) => data.load))).toEqual([states]);
});

/** Passes calls on to the server; tells of each before. */
async function startProxy(onCall: (path: string) => void): Promise<Server> {
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    onCall(request.url ?? '');
    const { authorization = '', 'content-type': type } = request.headers;
    const answer = await fetch(`${server.http}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, ...(type === undefined ? {} : { 'content-type': type }) },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}
