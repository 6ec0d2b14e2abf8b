import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import type { Connection, ConnectionSource } from './connection.ts';

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Any number that no other program uses on the same database. */
const lockNumber = 5_163_907_311;
/** A migration may rewrite a large table, and a second node waits for the first one's. */
const maxMs = 60 * 60_000;
/** Characters of what PostgreSQL adds to a failure: a line for the operator. */
const maxDetail = 300;

/**
 * Brings the schema up to date with the numbered SQL files of the folder (`0001_initial.sql`, ...), in order, each in its
 * own transaction. Several nodes may start at once: one migrates, the others wait for it. Returns the names of the files
 * that it ran. Rejects when an applied file has changed or when the database knows a file that the folder does not.
 */
export async function migrate(options: { source: ConnectionSource; directory: string }): Promise<string[]> {
  const migrations = await readMigrations(options.directory);
  const connection = await options.source.acquire({ maxMs });
  try {
    await connection.script(`set statement_timeout = 0; set lock_timeout = ${maxMs}`);
    await connection.execute({ sql: 'select pg_advisory_lock($1)', parameters: [lockNumber] });
    await connection.script(`create table if not exists schema_migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
    const pending = findPending(migrations, await readApplied(connection));
    for (const migration of pending) await apply(connection, migration);
    return pending.map(({ name }) => name);
  } finally {
    // Ends the lock and the settings with the session.
    connection.release({ discard: true });
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (file) => {
      // Git may have checked the file out with other line ends; that is no change.
      const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
      return { name: file.slice(0, -'.sql'.length), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(connection: Connection): Promise<Map<string, string>> {
  const { rows } = await connection.execute({ sql: 'select name, checksum from schema_migration' });
  return new Map((rows as { name: string; checksum: string }[]).map(({ name, checksum }) => [name, checksum]));
}

function findPending(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied.keys()].find((name) => !known.has(name));
  if (unknown) {
    throw failure(`The database has migration ${unknown}, which this version does not know: use a newer Signalbox`);
  }
  const changed = migrations.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (changed) {
    throw failure(`Migration ${changed.name} has changed since it was applied; a change needs a file of its own`);
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(connection: Connection, { name, sql, checksum }: Migration): Promise<void> {
  await connection.script('begin');
  try {
    await connection.script(sql);
    const parameters = [name, checksum];
    await connection.execute({ sql: 'insert into schema_migration (name, checksum) values ($1, $2)', parameters });
    await connection.script('commit');
  } catch (error) {
    // The session is closed after a failure, which rolls the transaction back.
    throw failure(`Migration ${name} failed: ${reasonOf(error)}`, error);
  }
}

/** What PostgreSQL says, with the row that it is about where it tells. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const detail = 'detail' in cause && typeof cause.detail === 'string' ? cause.detail.slice(0, maxDetail) : '';
  return detail === '' ? cause.message : `${cause.message} (${detail})`;
}

/** For the operator, who sees it when the start fails. */
function failure(message: string, cause?: unknown): AppError {
  return new AppError('Internal', message, { cause });
}
