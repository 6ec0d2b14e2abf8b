import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  /** Of the process whose children are the sessions. */
  readonly pid: number;
  /** Makes an empty database; answers its URL. */
  createDatabase(name: string): Promise<string>;
  stop(): void;
}

const installed = '/usr/lib/postgresql';

/**
 * A PostgreSQL server of the bench's own, from Debian's packages, durable as it comes: it syncs every commit. The two
 * sizes are what any guide for a server of this size begins with.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(a) - Number(b)) : [];
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error(`there is no PostgreSQL in ${installed}: apt-get install postgresql`);
  const bin = join(installed, newest, 'bin');
  const data = mkdtempSync(join(tmpdir(), 'signalbox-bench-postgres-'));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    chownSync(data, uid ?? 0, gid ?? 0);
  }
  // PostgreSQL refuses to run as root.
  const run = (program: string, ...parameters: string[]): void => {
    const command = [join(bin, program), ...parameters];
    const [file = '', ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(file, rest, { stdio: 'ignore', cwd: '/' });
  };
  run('initdb', '-D', data, '-U', 'signalbox', '--auth=trust', '-E', 'UTF8');
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=512MB -c max_wal_size=4GB`;
  run('pg_ctl', '-D', data, '-w', '-l', join(data, 'log'), '-o', settings, 'start');
  const urlOf = (name: string): string => `postgres://signalbox@127.0.0.1:${port}/${name}`;
  let stopped = false;
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
    rmSync(data, { recursive: true, force: true });
  };
  process.on('exit', stop);
  const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    pid,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    stop,
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
