import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { migrate } from '../database/migrate.ts';
import type { PooledDatabase } from '../database/pooled-database.ts';
import { openServerDatabase } from '../database/server.ts';
import { openSecretBox, sealCanary } from './open-secret-box.ts';
import { SecretBox } from './secret-box.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const [former, present] = ['the key of last year', 'the key of this year'];
const name = `signalbox_${randomBytes(6).toString('hex')}`;
let database: PooledDatabase;
/** What features have stored. */
let stored: string[] = [];
let replaced: number[] = [];

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

beforeAll(async () => {
  await administer(`create database ${name}`);
  database = await openServerDatabase({ url: Object.assign(new URL(administration), { pathname: `/${name}` }).href });
  await migrate({ source: database, directory: fileURLToPath(new URL('../../../migrations', import.meta.url)) });
});
afterAll(async () => {
  await database.close();
  await administer(`drop database ${name} with (force)`);
});
beforeEach(async () => {
  await database.query({ sql: 'delete from installation' });
  stored = [];
  replaced = [];
});

const open = (text: string, options: { previousKeys?: string[]; acceptLoss?: boolean } = {}): Promise<SecretBox> =>
  openSecretBox({
    database,
    key: { text, place: 'SIGNALBOX_SECRET_KEY', isNew: false, save: async () => undefined },
    previousKeys: options.previousKeys,
    acceptLoss: options.acceptLoss ?? false,
    readSealed: [async () => stored],
    onReplaced: (unreadable) => replaced.push(unreadable),
  });

it('lets another key in while nothing is sealed, and says so', async () => {
  await open(former);
  await open(former);
  expect(replaced).toEqual([]);
  await open(present);
  expect(replaced).toEqual([0]);
});

it('refuses another key while something is sealed, also in a database from before there was a canary', async () => {
  stored = [new SecretBox({ secretKey: former }).seal('hush')];
  await expect(open(present)).rejects.toThrow('The database holds 1 secret that was encrypted with another key');
  await open(former);
  await expect(open(present)).rejects.toMatchObject({ type: 'Unavailable' });
});

it('goes on when told that the key is lost, and needs to be told once', async () => {
  stored = [(await open(former)).seal('hush')];
  await open(present, { acceptLoss: true });
  expect(replaced).toEqual([1]);
  await open(present);
  await expect(open(former).then((box) => box.open(stored[0] ?? ''))).resolves.toBe('hush');
});

it('believes that the key has changed only once everything is sealed with the new one', async () => {
  stored = [(await open(former)).seal('hush')];
  const secrets = await open(present, { previousKeys: [former] });
  // The start that was to seal everything again has failed.
  await expect(open(present)).rejects.toThrow('encrypted with another key');
  stored = [secrets.seal('hush')];
  await sealCanary(database.kysely, secrets);
  await open(present);
  await expect(open(former)).rejects.toThrow('encrypted with another key');
});
