import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { makeDataFolder } from '../support/prepared-data.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
const dayMs = 86_400_000;
const kills = 20;
const devices = 12;
const days = 30;
const perDay = 96;

const made: string[] = [];
async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}
afterAll(async () => {
  for (const name of made) await administer(`drop database ${name} with (force)`);
});

async function prepare(kind: string): Promise<(compactHistory: string) => Promise<TestServer>> {
  const dataDir = await makeDataFolder();
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  const env: Record<string, string> = {};
  if (kind === 'server') {
    const name = `signalbox_${randomBytes(6).toString('hex')}`;
    await administer(`create database ${name}`);
    made.push(name);
    env.DATABASE_URL = Object.assign(new URL(administration ?? ''), { pathname: `/${name}` }).href;
  }
  return (compactHistory) => startServer({ dataDir, env: { ...env, SIGNALBOX_COMPACT_HISTORY: compactHistory } });
}

/** The packed states that the server has seen since it started. */
async function readPacked(server: TestServer): Promise<number> {
  const text = await (await fetch(`${server.http}/metrics`)).text();
  return Number(/^signalbox_states_packed (\d+)$/m.exec(text)?.[1] ?? 0);
}

describe.each(administration ? ['embedded', 'server'] : ['embedded'])('compact history on the %s database', (kind) => {
  it('loses and doubles nothing when the server is killed twenty times while it packs days', async () => {
    const start = await prepare(kind);
    let server = await start('off');
    const { client, token }: { client: Client; token: string } = await logIn(server);
    const applicationId: string = (await client.applications.post({ application: { name: 'Plant' } })).id;
    const firstDay = Math.floor(Date.now() / dayMs) * dayMs - (days + 3) * dayMs;
    const expected = new Map<string, { time: string; data: object }[]>();
    for (let index = 0; index < devices; index += 1) {
      const attributes = [
        { name: 'level', dataType: 'number' },
        { name: 'mode', dataType: 'string' },
        { name: 'on', dataType: 'boolean' },
      ];
      const device = { name: `Pump ${index}`, attributes };
      const { id } = await client.devices.post({ applicationId, device });
      const states = Array.from({ length: days * perDay }, (_, n) => ({
        deviceId: id,
        time: firstDay + n * (dayMs / perDay) + (n % 7),
        data: { level: (n * 37 + index) / 100, mode: n % 5 === 0 ? 'idle' : `run ${n % 3}`, on: n % 9 > 0 },
      }));
      for (let from = 0; from < states.length; from += 1000) {
        const body = { states: states.slice(from, from + 1000) };
        const answer = await call(server, 'POST', `/applications/${applicationId}/data/import-history`, {
          token,
          body,
        });
        expect(answer.status).toBe(200);
      }
      expected.set(
        id,
        states.map(({ time, data }) => ({ time: new Date(time).toISOString(), data })),
      );
    }
    await server.stop();

    let killedWhilePacking = 0;
    for (let round = 0; round < kills; round += 1) {
      server = await start('1');
      await vi
        .waitFor(async () => expect(await readPacked(server)).toBeGreaterThan(0), { timeout: 30_000, interval: 5 })
        .catch(() => undefined);
      // At another moment of the work in each round.
      await sleep((round * 7) % 40);
      if ((await readPacked(server)) > 0) killedWhilePacking += 1;
      await server.kill();
    }
    process.stdout.write(`${kind}: killed while packing ${killedWhilePacking} of ${kills} times\n`);
    expect(killedWhilePacking).toBeGreaterThan(3);

    server = await start('1');
    const all = async () => {
      const { client: reader } = await logIn(server);
      const found = new Map<string, unknown[]>();
      for (const id of expected.keys()) {
        const { devices: answers } = await reader.data.timeSeriesQuery({
          applicationId,
          query: {
            deviceIds: [id],
            start: firstDay,
            end: Date.now(),
            aggregation: 'NONE',
            limit: 10_000,
            order: 'asc',
          },
        });
        found.set(id, answers[id].points);
      }
      return found;
    };
    expect(await all()).toEqual(expected);
    await server.stop();
    server = await start('undo');
    expect(await all()).toEqual(expected);
    await server.stop();
  }, 900_000);
});
