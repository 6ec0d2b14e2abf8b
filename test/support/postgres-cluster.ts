import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A PostgreSQL server of a test's own, with the defaults that an operator may have chosen. */
export interface PostgresCluster {
  readonly url: string;
  /** @param mode `fast`: sessions are ended in order; `immediate`: as a crash, from which it recovers */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  end(): Promise<void>;
}

/**
 * Makes a cluster with `initdb` and starts it on a free port, with connections from this machine only.
 *
 * @param options.locale for `initdb`; one of glibc's that the machine may lack, such as `de_DE`, is made for the cluster alone
 * @param options.collations of which library its databases compare texts, by default glibc
 * @param options.settings as in postgresql.conf
 * @param options.roleSettings of the role that connects, as `alter role ... set` has them
 */
export async function startCluster(options: {
  readonly locale: string;
  readonly collations?: 'icu';
  readonly settings?: Readonly<Record<string, string>>;
  readonly roleSettings?: Readonly<Record<string, string>>;
}): Promise<PostgresCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-cluster-'));
  await chmod(folder, 0o755);
  const [data, locales] = [join(folder, 'data'), join(folder, 'locales')];
  await Promise.all([mkdir(data), mkdir(locales)]);
  const isMade = options.locale !== 'C';
  const locale = isMade ? `${options.locale}.UTF-8` : 'C';
  if (isMade) await run('localedef', ['-i', options.locale, '-f', 'UTF-8', join(locales, locale)]);
  const asPostgres = await postgresUser(data);
  const bin = await findBinaries();
  const port = await freePort();
  const env = { ...process.env, ...(isMade ? { LOCPATH: locales } : {}) };
  const call = (program: string, ...parameters: string[]) =>
    run(
      asPostgres[0] ?? join(bin, program),
      [...asPostgres.slice(1), ...(asPostgres.length > 0 ? [join(bin, program)] : []), ...parameters],
      { env },
    );
  const icu = options.collations ? ['--locale-provider=icu', `--icu-locale=${options.locale.replace('_', '-')}`] : [];
  const locally = ['-E', 'UTF8', `--locale=${locale}`, ...icu];
  await call('initdb', '-D', data, '-U', 'signalbox', '--auth=trust', ...locally, '--no-sync');
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...options.settings,
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const start = ['-D', data, '-w', '-t', '120', '-l', join(data, 'log'), '-o', flags.join(' ')];
  await call('pg_ctl', ...start, 'start');
  const url = `postgres://signalbox@127.0.0.1:${port}/postgres`;
  await setForRole(url, options.roleSettings ?? {});
  return {
    url,
    restart: async (mode) => {
      await call('pg_ctl', ...start, '-m', mode, 'restart');
    },
    end: async () => {
      await call('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function setForRole(url: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`alter role signalbox set ${client.escapeIdentifier(name)} = ${client.escapeLiteral(value)}`);
  }
  await client.end();
}

/** PostgreSQL refuses to run as root. */
async function postgresUser(folder: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const [{ stdout: uid }, { stdout: gid }] = await Promise.all([
    run('id', ['-u', 'postgres']),
    run('id', ['-g', 'postgres']),
  ]);
  await chown(folder, Number(uid), Number(gid));
  return ['runuser', '-u', 'postgres', '--'];
}

/** Where Debian has the newest version. */
async function findBinaries(): Promise<string> {
  const folder = '/usr/lib/postgresql';
  const [newest] = (await readdir(folder)).map(Number).sort((a, b) => b - a);
  return join(folder, String(newest), 'bin');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
