/** The server ends a statement of ours after this long; ordinary ones take milliseconds, archive reads go in chunks. */
export const statementTimeoutMs = 60_000;

/**
 * What a session of ours relies on and an operator may have set otherwise, for the server, the database or the role. What
 * only changes speed is left to the operator, and so is `search_path`.
 */
const settings: Readonly<Record<string, string>> = {
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  // A policy on a table of ours would hide rows; so it is an error instead.
  row_security: 'off',
  // To compile a statement takes 100 to 300 ms, which ours, cut so that none takes long, never win back.
  jit: 'off',
  // Whether a search finds everything.
  gin_fuzzy_search_limit: '0',
  'pg_trgm.similarity_threshold': '0.3',
  'pg_trgm.word_similarity_threshold': '0.6',
  statement_timeout: String(statementTimeoutMs),
  lock_timeout: '30000',
  idle_in_transaction_session_timeout: '60000',
  idle_session_timeout: '0',
  client_min_messages: 'warning',
};

/** Those that PostgreSQL 15 does not know yet. */
const newerSettings: Readonly<Record<string, string>> = { transaction_timeout: '0' };

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Statements that make a new session what ours are. */
export const sessionSetup = [
  ...Object.entries(settings).map(([name, value]) => `set ${name} = ${quote(value)}`),
  ...Object.entries(newerSettings).map(
    ([name, value]) => `select set_config(name, ${quote(value)}, false) from pg_settings where name = ${quote(name)}`,
  ),
  // What is acknowledged is on disk. Weaker settings are overruled; those that also wait for replicas are kept.
  `select set_config(name, 'on', false) from pg_settings where name = 'synchronous_commit' and setting = 'off'`,
].join('; ');
