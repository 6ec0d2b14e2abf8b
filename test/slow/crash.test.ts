import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seed } from '../support/seed.ts';
import { surviveRandomKills } from './random-kills.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

it('keeps what 200 devices were told is kept through 20 kills at random, on a PostgreSQL server', async () => {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  try {
    const url = new URL(administration);
    url.pathname = `/${name}`;
    const outcome = await surviveRandomKills({
      dataDir,
      env: { DATABASE_URL: url.href },
      devices: 200,
      kills: 20,
      seed,
    });
    console.log(`PostgreSQL: ${JSON.stringify(outcome)}`);
    expect(outcome.stored).toBeGreaterThanOrEqual(outcome.acknowledged);
  } finally {
    await administer(`drop database ${name} with (force)`);
  }
}, 600_000);

// A start takes the embedded database longer, so it is killed less often.
it('keeps it through 8 kills on the embedded database', async () => {
  const outcome = await surviveRandomKills({ dataDir, devices: 200, kills: 8, seed });
  console.log(`embedded: ${JSON.stringify(outcome)}`);
  expect(outcome.stored).toBeGreaterThanOrEqual(outcome.acknowledged);
}, 600_000);
