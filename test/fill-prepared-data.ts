// Makes the data folders that tests copy (see prepare-data.ts), in the folder that it is told: a process of its own, so that what
// Node.js has compiled of the source for it is there for the workers of the run, which each compile all of it otherwise.
import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createComposition } from '../src/app.ts';
import { StatePartitions } from '../src/features/device-state/partitions.ts';
import { loadConfig } from '../src/platform/config.ts';
import type { Database } from '../src/platform/database/database.ts';
import { openEmbeddedDatabase } from '../src/platform/database/embedded.ts';
import { openDatabase } from '../src/platform/database/open.ts';
import type { Jobs } from '../src/platform/jobs/jobs.ts';
import { SecretBox } from '../src/platform/secrets/secret-box.ts';
import { copySlim, isLogSegment, logFolderOf, type PreparedData } from './support/prepared-data.ts';

const migrationsDir = fileURLToPath(new URL('../migrations', import.meta.url));
const bare: PreparedData = 'bare';
const migrated: PreparedData = 'migrated';
const fail = (error: unknown): never => {
  throw error;
};

const [, , folder = ''] = process.argv;
await closeSlim(join(folder, bare), await openEmbeddedDatabase({ dataDir: join(folder, bare), onFailure: fail }));
copySlim(join(folder, bare), join(folder, migrated));
const database = await openDatabase({ dataDir: join(folder, migrated), migrationsDir, onFailure: fail });
await prepareStart(database);
await closeSlim(join(folder, migrated), database);

/**
 * Closes it with as little on disk as a database can have, since each test file copies it: without the databases that new
 * ones are made of, which no test makes, and with a log that has just begun instead of one with all that led here.
 */
async function closeSlim(dataDir: string, database: Database): Promise<void> {
  await database.script('update pg_database set datistemplate = false');
  for (const name of ['template0', 'template1']) await database.script(`drop database if exists ${name}`);
  await database.script('select pg_switch_wal()');
  await database.script('checkpoint');
  const [current] = await database.query<{ name: string }>({
    sql: 'select pg_walfile_name(pg_current_wal_lsn()) as name',
  });
  await database.close();
  const log = logFolderOf(dataDir);
  for (const name of readdirSync(log).filter(isLogSegment)) {
    if (name !== current?.name) rmSync(join(log, name));
    else truncateSync(join(log, name), 1 + readFileSync(join(log, name)).findLastIndex((byte) => byte !== 0));
  }
}

/**
 * What each first start would make once more and no test looks at: the queues of all kinds of jobs, and the partitions that
 * states of these weeks go to. No schedules: a job whose time has passed since would run as one that was missed. When these
 * are not what the present source wants, a start changes them.
 */
async function prepareStart(database: Database): Promise<void> {
  const { features, platform } = createComposition({
    config: loadConfig({}),
    logger: pino({ level: 'silent' }),
    database,
    secrets: new SecretBox({ secretKey: 'nothing is encrypted here' }),
    tls: undefined,
    version: 'test',
  });
  const { jobs } = platform;
  const queues: Jobs = {
    define: (name, options, run) => jobs.define(name, options, run),
    schedule: () => undefined,
    send: () => Promise.reject(new Error('no job is sent before a start')),
    start: () => jobs.start(),
    stop: () => jobs.stop(),
  };
  for (const { feature } of features) feature.jobs?.(queues);
  await queues.start();
  await queues.stop();
  await new StatePartitions({ database, now: Date.now, onError: fail }).ensureAroundNow();
}
