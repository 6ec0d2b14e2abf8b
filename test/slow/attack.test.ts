import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';
import type { VictimResult } from './attack-victim.ts';

/**
 * One application does its worst within its limits while another one goes on with its work: `npm run attack`. The server, the
 * attackers and the other application are a process each, so that the times are the server's. The goal is that the other one
 * waits less than 250 ms for 99 of 100 calls; where the machine is slow or busy, which shows in what it waits while nobody
 * attacks, less than ten times that. A disk that stands still for seconds is the machine's and does not come back; what the
 * server does wrong does: an attack counts when it succeeds three times in a row.
 */
const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
const attackMs = 8_000;
const restMs = 3_000;
const goalMs = 250;
const slowMachine = 10;
const mostAttempts = 3;
const fatDevices = 100;
const fatAttributes = Array.from({ length: 240 }, (_, key) => ({
  name: `attribute-${key}`,
  dataType: 'string',
  description: 'x'.repeat(980),
}));

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

async function start(kind: string): Promise<TestServer> {
  if (kind === 'embedded') return startServer();
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  made.push(name);
  return startServer({
    env: { DATABASE_URL: Object.assign(new URL(administration ?? ''), { pathname: `/${name}` }).href },
  });
}

interface Scene {
  readonly server: TestServer;
  readonly token: string;
  readonly greedy: string;
  readonly rootId: string;
}

/** The heaviest list that there is, read to its end. */
async function listFatDevices({ server, token, greedy }: Omit<Scene, 'rootId'>): Promise<{ status: number }> {
  const query = 'perPage=1000&sortField=creationDate&sortDirection=desc';
  const response = await fetch(`${server.http}/applications/${greedy}/devices?${query}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response;
}

/** Calls until the time is up, `atOnce` at a time; answers may be refusals, but not faults of the server. */
async function assail(atOnce: number, attack: () => Promise<{ status: number }>): Promise<void> {
  const until = Date.now() + attackMs;
  const one = async (): Promise<void> => {
    while (Date.now() < until) expect((await attack()).status).not.toBe(500);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

const attacks: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'ancestor queries': ({ server, token, greedy, rootId }) =>
    assail(12, () =>
      call(server, 'POST', `/applications/${greedy}/devices/command`, {
        token,
        body: { name: 'x', deviceQuery: { $and: [{ ancestorId: rootId }, { ancestorId: { $nin: [rootId] } }] } },
      }),
    ),
  'the costliest queries that are allowed': ({ server, token, greedy }) =>
    assail(12, () =>
      call(server, 'POST', `/applications/${greedy}/devices/command`, {
        token,
        body: {
          name: 'x',
          deviceQuery: { $and: Array.from({ length: 9 }, (_, n) => ({ attributeName: { $contains: `y${n}` } })) },
        },
      }),
    ),
  'lists of fat devices': (scene) => assail(6, () => listFatDevices(scene)),
};

/** A tree of 2,000 devices, and devices as fat as they can be made. */
async function makeGreedy(client: Client): Promise<{ greedy: string; rootId: string }> {
  const greedy: string = (await client.applications.post({ application: { name: 'Greedy' } })).id;
  const root = await client.devices.post({ applicationId: greedy, device: { name: 'root', deviceClass: 'system' } });
  const recipe = await client.deviceRecipes.post({
    applicationId: greedy,
    deviceRecipe: { name: 'Leaf', deviceName: 'leaf', parentId: root.id },
  });
  for (const count of [700, 700, 500]) {
    await client.deviceRecipe.bulkCreate({ applicationId: greedy, deviceRecipeId: recipe.id, bulkInfo: { count } });
  }
  for (let number = 0; number < fatDevices; number += 1) {
    const device = { name: `fat ${number}`, parentId: root.id, attributes: fatAttributes };
    await client.devices.post({ applicationId: greedy, device });
  }
  return { greedy, rootId: root.id };
}

async function startVictim(url: string, token: string): Promise<ChildProcess> {
  const victim = fork(fileURLToPath(new URL('./attack-victim.ts', import.meta.url)), [url, token]);
  await once(victim, 'message');
  return victim;
}

/** What the victim measures while something else goes on. */
async function during(victim: ChildProcess, work: () => Promise<unknown>): Promise<VictimResult> {
  victim.send('start');
  await work();
  const result = once(victim, 'message');
  victim.send('stop');
  return ((await result) as [VictimResult])[0];
}

const rest = () => new Promise((resolve) => setTimeout(resolve, restMs));

/** MiB that the process holds; undefined where the system does not say. */
async function readMemory({ pid }: TestServer): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return match ? Number(match[1]) / 1024 : undefined;
}

const percentile = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

describe.each(administration ? ['embedded', 'server'] : ['embedded'])('%s', (kind) => {
  it('lets nobody wait long for what one application does', async () => {
    const server = await start(kind);
    const { client, token }: { client: Client; token: string } = await logIn(server);
    const { greedy, rootId } = await makeGreedy(client);
    const other: string = (await client.applications.post({ application: { name: 'Other' } })).id;
    const device = await client.devices.post({
      applicationId: other,
      device: { name: 'victim', attributes: [{ name: 'n', dataType: 'number' }] },
    });
    const victim = await startVictim(`${server.http}/applications/${other}/devices/${device.id}/state`, token);
    let acknowledged = 0;
    let peak = 0;
    const watch = setInterval(async () => {
      peak = Math.max(peak, (await readMemory(server)) ?? 0);
    }, 100);
    const measure = async (name: string, work: () => Promise<unknown>): Promise<number> => {
      peak = 0;
      const result = await during(victim, work);
      acknowledged += result.acknowledged;
      expect(result.failures).toEqual([]);
      const { times } = result;
      const figures = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) };
      const rounded = Object.entries(figures).map(([label, ms]) => `${label} ${Math.round(ms)} ms`);
      process.stdout.write(`${kind}: ${name}: ${rounded.join(', ')}, memory ${Math.round(peak)} MiB\n`);
      return figures.p99;
    };
    try {
      // Code that has not run yet is slower, and how a long list is written is compiled for its first.
      await listFatDevices({ server, token, greedy });
      await during(victim, rest).then((warm) => {
        acknowledged += warm.acknowledged;
      });
      let quiet = await measure('nothing', rest);
      for (const [name, attack] of Object.entries(attacks)) {
        for (let attempt = 1; ; attempt += 1) {
          const attacked = await measure(name, () => attack({ server, token, greedy, rootId }));
          const after = await measure(`after ${name}`, rest);
          const most = Math.max(goalMs, slowMachine * Math.max(quiet, after));
          quiet = after;
          if (attacked < most) break;
          expect(attempt, `${name}: waited ${attacked} ms, may ${most}`).toBeLessThan(mostAttempts);
        }
      }
    } finally {
      clearInterval(watch);
      victim.disconnect();
    }
    const counts = await client.application.payloadCounts({ applicationId: other });
    const stored = counts.deviceState['user.rest'];
    process.stdout.write(`${kind}: acknowledged ${acknowledged}, stored ${stored}\n`);
    expect(stored).toBe(acknowledged);
    await server.stop();
  });
});
