import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import { expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
if (!administration) throw new Error('SIGNALBOX_TEST_DATABASE_URL must name a PostgreSQL server; see CONTRIBUTING.md');

const count = 6_000;

async function administer(sql: string): Promise<void> {
  const connection = new pg.Client({ connectionString: administration });
  await connection.connect();
  await connection.query(sql);
  await connection.end();
}

async function* allPages(client: Client, resource: 'devices' | 'applicationKeys', applicationId: string) {
  for (let page = 0; ; page += 1) {
    const { items } = await client[resource].get({ applicationId, page, perPage: 1000, excludeConnectionInfo: true });
    yield* items;
    if (items.length < 1000) return;
  }
}

/** Asks for many devices, kills the server (-9) each time some more are there, and then counts everything. */
async function surviveKills(kills: number, env: Readonly<Record<string, string>>): Promise<void> {
  const dataDir = await makeDataFolder(env.DATABASE_URL === undefined ? 'migrated' : 'bare');
  let server = await startServer({ dataDir, env });
  try {
    let { client, token } = await logIn(server);
    const applicationId = (await client.applications.post({ application: { name: 'Fleet' } })).id;
    const { id: deviceRecipeId } = await client.deviceRecipes.post({
      applicationId,
      deviceRecipe: { name: 'Sensor', attributes: [{ name: 'temperature', dataType: 'number' }] },
    });
    const csv = `serial\n${Array.from({ length: count }, (_, index) => `S${index}`).join('\n')}\n`;
    const { jobId } = await client.deviceRecipe.bulkCreate({
      applicationId,
      deviceRecipeId,
      bulkInfo: { csv, makeUniqueKeySecret: true },
    });
    const readJob = async () =>
      (await call(server, 'GET', `/applications/${applicationId}/exports/${jobId}`, { token })).body;
    for (let kill = 1; kill <= kills; kill += 1) {
      const enough = (count / (kills + 1)) * kill;
      await expect
        .poll(async () => Number((await readJob()).rows), { timeout: 120_000, interval: 20 })
        .toBeGreaterThan(enough);
      await server.kill();
      server = await startServer({ dataDir, env });
      ({ client, token } = await logIn(server));
    }
    await expect.poll(async () => (await readJob()).state, { timeout: 240_000, interval: 200 }).toBe('done');
    const job = await readJob();
    expect(job.rows).toBe(count);
    // The link names the address that the request came in at; each start has another.
    const file = await fetch(`${server.http}${new URL(String(job.url)).pathname}`);
    const lines = (await file.text()).trimEnd().split('\n').slice(1);
    const told = lines.map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
    expect(told.map(([serial]) => serial)).toEqual(Array.from({ length: count }, (_, index) => `S${index}`));
    const names = new Map<string, string>();
    for await (const { id, name } of allPages(client, 'devices', applicationId)) names.set(id, name);
    // Each device that is there is told of once, under its name, and each that is told of is there.
    expect(names.size).toBe(count);
    expect(new Set(names.values()).size).toBe(count);
    expect(told.every(([, name, id]) => names.get(id ?? '') === name)).toBe(true);
    const keys = new Map<string, string>();
    for await (const { key, deviceIds } of allPages(client, 'applicationKeys', applicationId))
      keys.set(deviceIds[0], key);
    expect(keys.size).toBe(count);
    expect(told.every(([, , id, key]) => keys.get(id ?? '') === key)).toBe(true);
    const { summary } = await client.application.get({ applicationId });
    expect(summary).toMatchObject({ deviceCount: count, keyCount: count });
    expect(await client.application.search({ applicationId, filter: `serial=S${count - 1}` })).toHaveLength(1);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

it('makes each device once through 3 kills, on a PostgreSQL server', async () => {
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  try {
    const url = new URL(administration);
    url.pathname = `/${name}`;
    await surviveKills(3, { DATABASE_URL: url.href });
  } finally {
    await administer(`drop database ${name} with (force)`);
  }
}, 600_000);

it('makes each device once through 4 kills, on the embedded database', () => surviveKills(4, {}), 600_000);
