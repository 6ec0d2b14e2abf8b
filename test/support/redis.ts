import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findPorts } from './ports.ts';

const run = promisify(execFile);

/** A Redis of a test's own, by Debian's `redis-server`, in a temporary folder. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Starts it again at the same port, with nothing in it. */
  start(): Promise<void>;
  /** As `kill -9`. */
  kill(): Promise<void>;
  /** Stops or continues it, with all connections as they are. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** One command; returns what `redis-cli` prints. */
  cli(...args: string[]): Promise<string>;
  /** How often Redis was given the command since it has started. */
  calls(command: string): Promise<number>;
  end(): Promise<void>;
}

/** Starts a Redis; with `isCluster` a cluster of one server, which has all slots. */
export async function startRedis({ isCluster = false, args = [] as readonly string[] } = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-redis-'));
  const [port = 0] = await findPorts(1);
  let process: ChildProcess | undefined;
  const cli = async (...words: string[]) =>
    (await run('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...words])).stdout.trim();
  const start = async () => {
    process = spawn(
      'redis-server',
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
        ...(isCluster ? ['--cluster-enabled', 'yes'] : []),
        ...args,
      ],
      { stdio: 'ignore' },
    );
    await until(async () => /PONG|NOAUTH/.test(await cli('ping')));
    if (!isCluster) return;
    if (!(await cli('cluster', 'info')).includes('cluster_state:ok'))
      await cli('cluster', 'addslotsrange', '0', '16383');
    await until(async () => (await cli('cluster', 'info')).includes('cluster_state:ok'));
  };
  const kill = async () => {
    const current = process;
    process = undefined;
    if (!current || current.exitCode !== null || current.signalCode !== null) return;
    const exited = once(current, 'exit');
    current.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill,
    signal: (name) => void process?.kill(name),
    cli,
    async calls(command) {
      const found = new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(await cli('info', 'commandstats'));
      return Number(found?.[1] ?? 0);
    },
    async end() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await isSo().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error('redis-server did not come up within 30 s');
}
