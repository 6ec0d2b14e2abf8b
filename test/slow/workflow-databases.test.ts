// Nodes that speak to databases and file servers (workflows.md, "5. Nodes"), with the servers themselves.
import Module from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeContext, NodeType } from '../../src/features/workflow-nodes/index.ts';
import { ftpGetNode, ftpPutNode } from '../../src/features/workflow-nodes/nodes/ftp.ts';
import { redisNode } from '../../src/features/workflow-nodes/nodes/redis.ts';
import { sqlNode } from '../../src/features/workflow-nodes/nodes/sql.ts';
import { runNode } from '../../src/features/workflow-nodes/nodes/test-bed.ts';
import { OpenConnections } from '../../src/features/workflow-runs/engine/open-connections.ts';
import { OutgoingConnections } from '../../src/features/workflow-runs/engine/outgoing-connections.ts';
import { CertificateMaker } from '../support/certificates.ts';
import { type OutsideServer, startFtp, startMariaDb, startSftp } from '../support/outside-servers.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const credential = { authMethod: 'basicAuth', publicValue: 'default', secretValue: 'kept secret' } as const;
const services = (allowedHosts: readonly string[]) =>
  ({
    connections: new OutgoingConnections({ allowedHosts }, new OpenConnections()),
    credentials: {
      useForUrl: async ({ name, url }: { name: string; url: string }) =>
        name === 'kept' && url.startsWith('https://127.0.0.1:') ? credential : { failure: 'not for that' },
    },
  }) as unknown as NodeContext['services'];
const allowed = services(['127.0.0.1', 'localhost']);

const run = async (type: NodeType, config: object, payload: Record<string, unknown> = {}, given = allowed) =>
  (await runNode(type, { resultPath: 'result', ...config }, payload, { services: given })).payload;

const database = new URL(process.env.SIGNALBOX_TEST_DATABASE_URL ?? 'postgres://nobody@127.0.0.1/none');
const postgres = {
  systemTemplate: 'pg',
  hostTemplate: database.hostname,
  portTemplate: database.port,
  userTemplate: database.username,
  passwordTemplate: database.password,
  databaseTemplate: database.pathname.slice(1),
};
let mariaDb: OutsideServer;
let redis: TestRedis;
let ftp: OutsideServer;
let maker: CertificateMaker;

beforeAll(async () => {
  maker = await CertificateMaker.start();
  const certificate = await maker.issue('localhost', {
    extensions: ['subjectAltName=DNS:localhost', 'basicConstraints=critical,CA:TRUE'],
    newKey: ['rsa:2048'],
  });
  [mariaDb, redis, ftp] = await Promise.all([
    startMariaDb(),
    startRedis({ args: ['--requirepass', 'kept secret'] }),
    startFtp(certificate),
  ]);
}, 120_000);
afterAll(async () => {
  await Promise.all([mariaDb?.stop(), redis?.end(), ftp?.stop()]);
  await maker?.end();
});

const mysql = () => ({
  systemTemplate: 'mysql',
  hostTemplate: '127.0.0.1',
  portTemplate: String(mariaDb.port),
  userTemplate: 'root',
  databaseTemplate: 'mysql',
});

describe.each([
  ['pg', () => postgres, (at: number) => `$${at}`],
  ['mysql', mysql, () => '?'],
] as const)('%s', (_system, place, mark) => {
  it('is given statements with values, and gives rows', async () => {
    const query = `select ${mark(1)} as name, ${mark(2)} as more, 5 as five, 9007199254740991 as large, cast(null as char) as nothing`;
    const parameters = [{ valueTemplate: '{{data.name}}' }, { valueTemplate: '{{data.more}}' }];
    const data = { name: `O'Brien"; drop table x; --`, more: { a: [1] } };
    expect((await run(sqlNode, { ...place(), query, parameters }, { data })).result).toEqual([
      { name: data.name, more: '{"a":[1]}', five: 5, large: 9007199254740991, nothing: null },
    ]);
  });

  it('says what is wrong with a statement', async () => {
    const { result } = await run(sqlNode, { ...place(), query: 'select nonsense from nowhere' });
    expect(result).toMatchObject({ errors: [{ type: 'SqlError', message: expect.stringContaining('nowhere') }] });
  });

  it('changes what is there', async () => {
    const table = `signalbox_test_${Date.now()}`;
    for (const query of [
      `create table ${table} (at timestamp, bytes ${place().systemTemplate === 'pg' ? 'bytea' : 'blob'})`,
      `insert into ${table} values ('2026-01-02 03:04:05', 'x')`,
    ]) {
      expect((await run(sqlNode, { ...place(), query })).result).toEqual([]);
    }
    const { result } = await run(sqlNode, { ...place(), query: `select * from ${table}` });
    expect(result).toEqual([{ at: expect.any(Date), bytes: 'eA==' }]);
    await run(sqlNode, { ...place(), query: `drop table ${table}` });
  });

  it('brings no more than a payload can hold, and takes no longer than the run has', async () => {
    const numbers = place().systemTemplate === 'pg' ? 'generate_series(1, 100000) n' : 'seq_1_to_100000 n';
    const large = await run(sqlNode, { ...place(), query: `select repeat('x', 1000) as t from ${numbers}` });
    expect(large.result).toMatchObject({ errors: [{ type: 'PayloadTooLarge' }] });
    const sleep = place().systemTemplate === 'pg' ? 'pg_sleep' : 'sleep';
    const late = runNode(
      sqlNode,
      { ...place(), query: `select ${sleep}(30)`, resultPath: 'result' },
      {},
      { services: allowed, timeLeft: () => 300 },
    );
    expect((await late).payload.result).toMatchObject({ errors: [{ type: 'TimeoutError' }] });
  });

  it('is not reached where the operator does not allow it', async () => {
    const { result } = await run(
      sqlNode,
      { ...place(), hostTemplate: 'localhost', query: 'select 1' },
      {},
      services([]),
    );
    expect(result).toMatchObject({ errors: [{ type: 'SqlError', message: expect.stringContaining('own network') }] });
  });
});

it('Redis is given commands, by a credential, and gives what it replies', async () => {
  const place = { host: '127.0.0.1', port: String(redis.port), credentialNameTemplate: 'kept' };
  const send = (command: string, words: unknown[] = [], more: object = {}) =>
    run(
      redisNode,
      { ...place, command, arguments: words, ...more },
      { data: { text: 'ä & "b"\r\n', list: ['l', 1, { a: 1 }] } },
    );
  expect((await send('SET', ['k', '{{data.text}}'])).result).toBe('OK');
  expect((await send('GET', ['k'])).result).toBe('ä & "b"\r\n');
  expect((await send('GET', ['none'])).result).toBeNull();
  expect((await send('RPUSH', [], { argumentsPath: 'data.list' })).result).toBe(2);
  expect((await send('LRANGE', ['l', '0', '-1'])).result).toEqual(['1', '{"a":1}']);
  expect((await send('CLIENT GETNAME')).result).toBeNull();
  await expect(send('LPOP', ['k'])).rejects.toMatchObject({ name: 'RedisError', message: /WRONGTYPE/ });
  const error = { errorBehavior: 'payloadPath', errorPath: 'error' };
  const refused = await send('GET', ['k'], { ...error, credentialNameTemplate: '', password: 'wrong' });
  expect(refused.error).toMatchObject({ error: { name: 'RedisError', message: expect.stringContaining('WRONGPASS') } });
  const unfit = await send('GET', ['k'], { ...error, host: 'localhost' });
  expect(unfit.error).toMatchObject({ error: { name: 'CredentialError' } });
  const blocked = await run(redisNode, { ...place, ...error, command: 'PING' }, {}, services([]));
  expect(blocked.error).toMatchObject({
    error: { name: 'RedisError', message: expect.stringContaining('own network') },
  });
  await send('SET', ['large', 'x'.repeat(4_000_000)]);
  await send('APPEND', ['large', 'x'.repeat(4_000_000)]);
  await expect(send('GET', ['large'])).rejects.toMatchObject({ name: 'PayloadTooLarge' });
});

it.each(['ftp', 'ftps'])('a file server is given a file and gives it, by %s', async (method) => {
  const place = {
    method,
    hostTemplate: 'localhost',
    portTemplate: String(ftp.port),
    directoryTemplate: `${ftp.folder}/public/incoming/`,
    fileNameTemplate: `${method}.txt`,
    disableSSLVerification: true,
  };
  for (const text of ['first, & longer', 'ä second']) {
    expect((await run(ftpPutNode, { ...place, fileContentTemplate: '{{{data}}}' }, { data: text })).result).toEqual({
      success: true,
    });
    expect((await run(ftpGetNode, place)).result).toBe(text);
  }
  expect((await run(ftpGetNode, { ...place, encodingTemplate: 'base64' })).result).toBe(
    Buffer.from('ä second').toString('base64'),
  );
  expect((await run(ftpGetNode, { ...place, fileNameTemplate: 'none' })).result).toMatchObject({
    error: { type: 'FtpError', message: expect.stringContaining('550') },
  });
  expect((await run(ftpGetNode, place, {}, services([]))).result).toMatchObject({ error: { type: 'FtpError' } });
});

it('a certificate that nobody vouches for is refused unless the node says otherwise', async () => {
  const place = { method: 'ftps', hostTemplate: 'localhost', portTemplate: String(ftp.port), fileNameTemplate: 'x' };
  expect((await run(ftpGetNode, place)).result).toMatchObject({
    error: { type: 'FtpError', message: expect.stringMatching(/self.signed/i) },
  });
});

describe('by SFTP', () => {
  const nodePath = process.env.NODE_PATH;
  const look = (folders: string | undefined) => {
    if (folders === undefined) delete process.env.NODE_PATH;
    else process.env.NODE_PATH = folders;
    (Module as unknown as { _initPaths: () => void })._initPaths();
  };
  afterAll(() => look(nodePath));

  it('a file server needs a package that is not installed with the server, and then is given files', async () => {
    const sftp = await startSftp();
    const place = {
      method: 'sftp',
      hostTemplate: 'localhost',
      portTemplate: String(sftp.port),
      userTemplate: sftp.user,
      privateKeyTemplate: sftp.privateKey,
      directoryTemplate: sftp.folder,
      fileNameTemplate: 'file.txt',
    };
    await expect(run(ftpGetNode, place)).rejects.toMatchObject({ name: 'NotAvailable', message: /package ssh2/ });
    look(join(import.meta.dirname, '..', '..', '.ci', 'tools', 'node_modules'));
    for (const text of ['first, & longer', 'ä second']) {
      expect((await run(ftpPutNode, { ...place, fileContentTemplate: text })).result).toEqual({ success: true });
      expect((await run(ftpGetNode, place)).result).toBe(text);
    }
    expect((await run(ftpGetNode, { ...place, fileNameTemplate: 'none' })).result).toMatchObject({
      error: { type: 'FtpError', message: 'No such file' },
    });
    const wrong = { ...place, privateKeyTemplate: '', passwordTemplate: 'wrong' };
    expect((await run(ftpGetNode, wrong)).result).toMatchObject({ error: { type: 'FtpError' } });
    await sftp.stop();
  });
});
