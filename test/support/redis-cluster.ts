import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findPorts } from './ports.ts';

const run = promisify(execFile);

/** Ms after which the others hold a server for dead, and a replica takes its place. */
const deadAfterMs = 2_000;

/** A Redis Cluster of three masters with a replica each, by Debian's `redis-server`, in a temporary folder. */
export interface TestRedisCluster {
  /** Of one of the masters. */
  readonly url: string;
  readonly port: number;
  /** Ports of the masters at present, that answer as such. */
  masters(): Promise<number[]>;
  /** As `kill -9`. */
  kill(port: number): Promise<void>;
  /** Starts it again, with nothing in it. */
  start(port: number): Promise<void>;
  end(): Promise<void>;
}

/** Starts it, and waits until all slots are served. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-redis-cluster-'));
  const ports = await findPorts(6);
  const running = new Map<number, ChildProcess>();
  const cli = async (port: number, ...words: string[]) =>
    (await run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...words])).stdout;
  const start = async (port: number): Promise<void> => {
    const dir = join(folder, String(port));
    await mkdir(dir, { recursive: true });
    const parameters = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(deadAfterMs)];
    // A replica of a master with nothing in it is always fit to follow it.
    const replicas = ['--cluster-replica-validity-factor', '0', '--repl-diskless-sync-delay', '0'];
    running.set(port, spawn('redis-server', [...parameters, ...cluster, ...replicas], { stdio: 'ignore' }));
    await until(async () => (await cli(port, 'ping')).includes('PONG'));
  };
  const kill = async (port: number): Promise<void> => {
    const process = running.get(port);
    running.delete(port);
    if (!process || process.exitCode !== null) return;
    const exited = once(process, 'exit');
    process.kill('SIGKILL');
    await exited;
  };
  await Promise.all(ports.map(start));
  const servers = ports.map((port) => `127.0.0.1:${port}`);
  await run('redis-cli', ['--cluster', 'create', ...servers, '--cluster-replicas', '1', '--cluster-yes']);
  const isComplete = async (port: number) => {
    const nodes = await cli(port, 'cluster', 'nodes');
    return (
      (await cli(port, 'cluster', 'info')).includes('cluster_state:ok') &&
      nodes.match(/[ ,]slave [0-9a-f]{40} /g)?.length === 3
    );
  };
  await until(async () => (await Promise.all(ports.map(isComplete))).every((each) => each));
  return {
    url: `redis://127.0.0.1:${ports[0]}`,
    port: ports[0] as number,
    async masters() {
      const asked = [...running.keys()].map(async (port) => {
        const info = await cli(port, 'info', 'replication');
        return info.includes('role:master') ? [port] : [];
      });
      return (await Promise.all(asked)).flat();
    },
    kill,
    start,
    async end() {
      await Promise.all(ports.map(kill));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (await isSo().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error('the Redis cluster did not come up within a minute');
}
