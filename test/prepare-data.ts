import { createHash } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
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
import { type PreparedData, preparedDataVariable } from './support/prepared-data.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'signalbox-test-data');
/** Longer than any run of the tests takes. */
const unusedMs = 3 * 3_600_000;
const migrationsDir = join(root, 'migrations');

/**
 * Vitest's global set-up: makes the data folders that tests copy (see support/prepared-data.ts), or finds those that an
 * earlier run has made of the same sources. Making them takes most of the time of a server's first start, and there is a
 * server in every second test file.
 */
export default async function prepareData(): Promise<void> {
  const folder = join(cache, await fingerprint());
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    await removeUnused();
    const draft = await mkdtemp(join(cache, 'draft-'));
    await fill(draft);
    // Whole or not at all. Another run may have been faster; what it made is the same.
    await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
      await rm(draft, { recursive: true, force: true });
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
  await utimes(folder, new Date(), new Date());
  process.env[preparedDataVariable] = folder;
}

/** Those made of other sources, but for what a run that goes on beside this one may be copying. */
async function removeUnused(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    // Gone when another run has removed it first.
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > unusedMs) await rm(path, { recursive: true, force: true });
  }
}

async function fill(folder: string): Promise<void> {
  const bare: PreparedData = 'bare';
  const migrated: PreparedData = 'migrated';
  const fail = (error: unknown): never => {
    throw error;
  };
  await (await openEmbeddedDatabase({ dataDir: join(folder, bare), onFailure: fail })).close();
  cpSync(join(folder, bare), join(folder, migrated), { recursive: true });
  const database = await openDatabase({ dataDir: join(folder, migrated), migrationsDir, onFailure: fail });
  await prepareStart(database);
  await database.close();
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
  const fail = (error: unknown): never => {
    throw error;
  };
  await new StatePartitions({ database, now: Date.now, onError: fail }).ensureAroundNow();
}

/** Of what the folders hold that a start would not change, should the source want it otherwise. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const filesOf = async (folder: string, pattern: RegExp): Promise<string[]> =>
    (await readdir(folder))
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => join(folder, name));
  const packages = ['@electric-sql/pglite', 'pg-boss'];
  const files = [
    fileURLToPath(import.meta.url),
    ...(await filesOf(migrationsDir, /\.sql$/)),
    ...(await filesOf(join(root, 'src', 'platform', 'database'), /(?<!\.test)\.ts$/)),
    join(root, 'src', 'platform', 'jobs', 'pg-boss-jobs.ts'),
    ...packages.map((name) => join(root, 'node_modules', name, 'package.json')),
  ];
  for (const file of files) hash.update(await readFile(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
