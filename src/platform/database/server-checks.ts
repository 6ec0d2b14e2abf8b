import { AppError } from '../../kernel/errors.ts';
import type { Database, DatabaseLogger } from './database.ts';

const oldestVersion = 15;

interface Facts {
  readonly number: number;
  readonly version: string;
  readonly encoding: string;
  readonly standby: boolean;
  readonly schema: string | null;
  readonly triggers: string;
  readonly fsync: string;
  readonly pages: string;
  readonly ctype: string;
}

/**
 * Checks what no session can set for itself.
 *
 * @throws AppError Unavailable, one sentence for the operator, when the database cannot be used
 */
export async function checkServer(database: Database, logger: DatabaseLogger | undefined): Promise<void> {
  const [facts] = await database.query<Facts>({
    sql: `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
        pg_encoding_to_char(encoding) as encoding, pg_is_in_recovery() as standby, current_schema() as schema,
        current_setting('session_replication_role') as triggers, current_setting('fsync') as fsync,
        current_setting('full_page_writes') as pages, datctype as ctype
      from pg_database where datname = current_database()`,
  });
  if (!facts) throw new AppError('Unavailable', 'The database at DATABASE_URL does not describe itself');
  const fault = findFault(facts);
  if (fault) throw new AppError('Unavailable', fault);
  if (facts.fsync === 'off' || facts.pages === 'off') {
    const setting = facts.fsync === 'off' ? 'fsync' : 'full_page_writes';
    logger?.warn(
      { setting },
      `the database server runs with ${setting} = off: a power cut can lose what was acknowledged`,
    );
  }
  if (facts.ctype === 'C' || facts.ctype === 'POSIX') {
    const message = `the database was made with LC_CTYPE ${facts.ctype}: search beyond ASCII reads every name and forgives no misspelling`;
    logger?.warn({}, message);
  }
}

function findFault(facts: Facts): string | undefined {
  if (facts.number < oldestVersion * 10_000) {
    return `The database is PostgreSQL ${facts.version}; ${oldestVersion} or newer is needed`;
  }
  if (facts.encoding !== 'UTF8') {
    return `The database at DATABASE_URL is encoded in ${facts.encoding} and cannot hold every text; make one with "create database signalbox encoding 'UTF8' template template0" (with a locale that fits UTF8)`;
  }
  if (facts.standby)
    return 'The database at DATABASE_URL is a standby that cannot be written to; name the primary server';
  if (facts.schema === null) {
    return 'The search_path of the role at DATABASE_URL names no schema that exists and that it may use; set one with "alter role … set search_path"';
  }
  if (!/^[a-z_][a-z0-9_]*$/.test(facts.schema)) {
    return `The search_path of the role at DATABASE_URL begins with the schema "${facts.schema}"; set one whose name is of small letters, digits and _`;
  }
  if (facts.triggers === 'replica') {
    return 'The role at DATABASE_URL has session_replication_role = replica, which switches off triggers and foreign keys; reset it';
  }
  return undefined;
}
