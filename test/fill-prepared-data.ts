// Makes the data folders that tests copy (see prepare-data.ts), in the folder that it is told: a process of its own, so that what
// Node.js has compiled of the source for it is there for the workers of the run, which each compile all of it otherwise.
import { cpSync } from 'node:fs';
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
import type { PreparedData } from './support/prepared-data.ts';

const migrationsDir = fileURLToPath(new URL('../migrations', import.meta.url));
const bare: PreparedData = 'bare';
const migrated: PreparedData = 'migrated';
const fail = (error: unknown): never => {
  throw error;
};

const [, , folder = ''] = process.argv;
await (await openEmbeddedDatabase({ dataDir: join(folder, bare), onFailure: fail })).close();
cpSync(join(folder, bare), join(folder, migrated), { recursive: true });
const database = await openDatabase({ dataDir: join(folder, migrated), migrationsDir, onFailure: fail });
await prepareStart(database);
await database.close();

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
