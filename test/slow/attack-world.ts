import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type StartOptions, startServer, type TestServer } from '../support/start-server.ts';
import type { VictimResult } from './attack-victim.ts';

/**
 * One application does its worst within its limits while another one goes on with its work: `npm run attack`. The server, the
 * attackers and the other application are a process each, so that the times are the server's. The goal is that the other one
 * waits less than 250 ms for 99 of 100 calls; where the machine is slow or busy, which shows in what it waits while nobody
 * attacks, less than ten times that, or three times what the machine takes meanwhile to sync a small file, or as many times more as others take its processors. A disk that stands
 * still for seconds is the machine's and does not come back; what the server does wrong does: an attack counts when it succeeds
 * three times in a row.
 */
const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
const goalMs = 250;
/**
 * MiB of the process: what is bounded together, without the answers of dashboards that are kept for seconds, and the server with its
 * embedded database (docs/operations.md, "Memory"). One application fills a part of that, and garbage that is not collected yet the rest.
 */
const mostMemory = 546 + 300;
const slowMachine = 10;
/** A report is several writes, one after the other. */
const busyDisk = 3;
const mostAttempts = 3;

/** The databases that this run has. */
export const databases: readonly string[] = administration ? ['embedded', 'server'] : ['embedded'];

const made: string[] = [];
async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Removes the databases that `start` has made. */
export async function dropDatabases(): Promise<void> {
  for (const name of made.splice(0)) await administer(`drop database ${name} with (force)`);
}

/** The settings of a server on one of `databases`, an empty one. */
export async function onDatabase(kind: string): Promise<Record<string, string>> {
  if (kind === 'embedded') return {};
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  made.push(name);
  const url = Object.assign(new URL(administration ?? ''), { pathname: `/${name}` }).href;
  return { DATABASE_URL: url };
}

/** Starts a server on one of `databases`, an empty one. */
export async function start(kind: string, options: StartOptions = {}): Promise<TestServer> {
  return startServer({ ...options, env: { ...options.env, ...(await onDatabase(kind)) } });
}

/** The server that is attacked, and whoever does. */
export interface Attacked {
  readonly kind: string;
  readonly server: TestServer;
  readonly client: Client;
  readonly token: string;
}

export async function startAttacked(kind: string, options: StartOptions = {}): Promise<Attacked> {
  const server = await start(kind, options);
  return { kind, server, ...(await logIn(server)) };
}

/** Calls until the time is up, `atOnce` at a time; answers may be refusals, but not faults of the server. */
export async function assail(
  ms: number,
  atOnce: number,
  attack: (turn: number) => Promise<{ status: number }>,
): Promise<void> {
  const until = Date.now() + ms;
  let turn = 0;
  const one = async (): Promise<void> => {
    while (Date.now() < until) {
      turn += 1;
      expect((await attack(turn)).status).not.toBe(500);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
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

/** MiB that the process holds; undefined where the system does not say. */
async function readMemory({ pid }: TestServer): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return match ? Number(match[1]) / 1024 : undefined;
}

const percentile = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

/** What is done to the server, by its name, until it has ended. */
export type Attacks = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Does one attack after the other, and prints what another application waits meanwhile and how much memory the server takes. Fails
 * when that one waits too long or is refused anything, or the server takes more memory than its bounds allow. Returns how many of its reports were acknowledged, and how many are there.
 *
 * @param options.warmUp done once before: code that has not run yet is slower
 * @param options.restMs of rest between two attacks, in which it is measured how fast the machine is
 */
export async function endureAll(
  { kind, server, client, token }: Attacked,
  attacks: Attacks,
  { restMs, warmUp }: { restMs: number; warmUp?: () => Promise<unknown> },
): Promise<{ acknowledged: number; stored: number }> {
  const other: string = (await client.applications.post({ application: { name: 'Other' } })).id;
  const device = await client.devices.post({
    applicationId: other,
    device: { name: 'victim', attributes: [{ name: 'n', dataType: 'number' }] },
  });
  const rest = () => new Promise((resolve) => setTimeout(resolve, restMs));
  const victim = await startVictim(`${server.http}/applications/${other}/devices/${device.id}/state`, token);
  let acknowledged = 0;
  let peak = 0;
  const watch = setInterval(async () => {
    peak = Math.max(peak, (await readMemory(server)) ?? 0);
  }, 100);
  const measure = async (
    name: string,
    work: () => Promise<unknown>,
  ): Promise<{ waited: number; sync: number; stretch: number }> => {
    peak = 0;
    const result = await during(victim, work);
    acknowledged += result.acknowledged;
    expect(result.failures).toEqual([]);
    const { times, syncs, stretch } = result;
    const figures = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) };
    const rounded = Object.entries(figures).map(([label, ms]) => `${label} ${Math.round(ms)} ms`);
    const sync = percentile(syncs, 0.99);
    const rest = `sync of the machine p99 ${Math.round(sync)} ms, processor x ${stretch.toFixed(1)}, memory ${Math.round(peak)} MiB`;
    process.stdout.write(`${kind}: ${name}: ${rounded.join(', ')}, ${rest}\n`);
    expect(peak, `${name}: memory`).toBeLessThan(mostMemory);
    return { waited: figures.p99, sync, stretch };
  };
  try {
    await warmUp?.();
    await during(victim, rest).then((warm) => {
      acknowledged += warm.acknowledged;
    });
    let { waited: quiet } = await measure('nothing', rest);
    for (const [name, attack] of Object.entries(attacks)) {
      for (let attempt = 1; ; attempt += 1) {
        const { waited: attacked, sync, stretch } = await measure(name, attack);
        const { waited: after } = await measure(`after ${name}`, rest);
        const most = Math.max(goalMs * stretch, slowMachine * Math.max(quiet, after), busyDisk * sync);
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
  return { acknowledged, stored };
}
