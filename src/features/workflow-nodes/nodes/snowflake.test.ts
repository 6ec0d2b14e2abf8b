import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { CloudTestBed } from './cloud-test-bed.ts';
import { snowflakeNode } from './snowflake.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
let cloud: CloudTestBed;
beforeEach(() => {
  cloud = new CloudTestBed({
    snowflake: { host: 'https://acme-plant.snowflakecomputing.com/', username: 'signal', privateKey: pem },
  });
});

const config = {
  credentialNameTemplate: 'kept',
  databaseTemplate: 'PLANT',
  schemaTemplate: 'PUBLIC',
  sqlSourceValue: 'select {{n}}',
};
const types = {
  id: 'fixed',
  big: 'fixed',
  share: 'real',
  ok: 'boolean',
  on_day: 'date',
  at: 'timestamp_ntz',
  tz: 'timestamp_tz',
  tags: 'variant',
  name: 'text',
};
const metadata = (partitions = 1) => ({
  rowType: Object.entries(types).map(([name, type]) => ({ name, type })),
  partitionInfo: Array.from({ length: partitions }, () => ({ rowCount: 1 })),
});
const row = [
  '1',
  '12345678901234567890',
  '0.5',
  'true',
  '20455',
  '1767323045.000000000',
  '1767323045.5 1500',
  '{"a": [1]}',
  'x',
];

/** What Snowflake reads in a token of a key pair. */
function claimsOf(index: number): unknown {
  const [head = '', claims = '', signature = ''] = (cloud.calls[index]?.headers.authorization ?? '')
    .replace('Bearer ', '')
    .split('.');
  expect(verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

test('a statement is run, and its rows have the types of their columns', async () => {
  cloud.answer = () => ({
    body: { statementHandle: 'h', resultSetMetaData: metadata(), data: [row, row.map(() => null)] },
  });
  const wish = { ...config, warehouseTemplate: 'WH', roleTemplate: '', timeoutTemplate: '600' };
  const nothing = Object.fromEntries(Object.keys(types).map((name) => [name, null]));
  expect(await cloud.run(snowflakeNode, wish, { n: 1 })).toEqual({
    rows: [
      {
        id: 1,
        big: '12345678901234567890',
        share: 0.5,
        ok: true,
        on_day: new Date('2026-01-02'),
        at: new Date('2026-01-02T03:04:05Z'),
        tz: new Date('2026-01-02T03:04:05.500Z'),
        tags: { a: [1] },
        name: 'x',
      },
      nothing,
    ],
  });
  expect(cloud.calls[0]).toMatchObject({
    method: 'POST',
    url: 'https://acme-plant.snowflakecomputing.com/api/v2/statements',
    headers: { 'x-snowflake-authorization-token-type': 'KEYPAIR_JWT' },
  });
  expect(cloud.bodyOf(0)).toEqual({
    statement: 'select 1',
    timeout: 28,
    database: 'PLANT',
    schema: 'PUBLIC',
    warehouse: 'WH',
  });
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  expect(claimsOf(0)).toEqual({
    iss: `ACME-PLANT.SIGNAL.SHA256:${fingerprint}`,
    sub: 'ACME-PLANT.SIGNAL',
    iat: cloud.now / 1000,
    exp: cloud.now / 1000 + 300,
  });
});

test('rows of further partitions are loaded too', async () => {
  cloud.answer = ({ method }) =>
    method === 'POST'
      ? { body: { statementHandle: 'h/1', resultSetMetaData: metadata(3), data: [row] } }
      : { body: { data: [row] } };
  const own = {
    ...config,
    credentialNameTemplate: '',
    hostTemplate: 'xy12345.eu-central-1.snowflakecomputing.com',
    usernameTemplate: 'u',
    privateKeyTemplate: '{{key}}',
    sqlSourceType: 'payloadPath',
    sqlSourceValue: 'sql',
  };
  const { rows } = (await cloud.run(snowflakeNode, own, { key: pem, sql: 'select 1' })) as { rows: unknown[] };
  expect(rows).toHaveLength(3);
  expect(claimsOf(0)).toMatchObject({ sub: 'XY12345.U' });
  expect(cloud.calls.slice(1).map(({ url }) => url.replace(/^.*statements/, ''))).toEqual([
    '/h%2F1?partition=1',
    '/h%2F1?partition=2',
  ]);
  cloud.answer = () => ({ body: { statementHandle: 'h', resultSetMetaData: metadata(21), data: [row] } });
  expect(await cloud.run(snowflakeNode, config)).toMatchObject({ error: { type: 'PayloadTooLarge' } });
});

test('what fails is said', async () => {
  cloud.answer = () => ({ statusCode: 422, body: { code: '001003', message: 'SQL compilation error' } });
  expect(await cloud.run(snowflakeNode, config)).toEqual({
    error: { type: 'SqlError', message: 'SQL compilation error' },
  });
  cloud.answer = () => ({ statusCode: 202, body: { statementHandle: 'h' } });
  expect(await cloud.run(snowflakeNode, config)).toMatchObject({ error: { type: 'TimeoutError' } });
  cloud.answer = () => ({ statusCode: 502, body: '<html>' });
  expect(await cloud.run(snowflakeNode, config)).toMatchObject({ error: { type: 'HttpError' } });
  const own = {
    ...config,
    credentialNameTemplate: '',
    hostTemplate: 'a.snowflakecomputing.com',
    usernameTemplate: 'u',
  };
  expect(await cloud.run(snowflakeNode, { ...own, privateKeyTemplate: 'no key' })).toMatchObject({
    error: { type: 'CredentialError' },
  });
  for (const wrong of [
    { ...own, privateKeyTemplate: pem, hostTemplate: 'evil.example.com' },
    { ...own, privateKeyTemplate: pem, hostTemplate: 'evil.com/a.snowflakecomputing.com' },
    { ...config, sqlSourceType: 'payloadPath', sqlSourceValue: 'nowhere' },
    { ...config, timeoutTemplate: '0' },
  ]) {
    await expect(cloud.run(snowflakeNode, wrong)).rejects.toMatchObject({ name: 'ValidationError' });
  }
});
