import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import type { ImportSlots } from './import-slots.ts';
import { deleteOldImports } from './import-store.ts';
import type { TemporaryBundles } from './temporary-files.ts';

const cleanJob = 'application.cleanImports';
/** How long an import that has ended is remembered. */
const keptMs = 7 * 24 * 3_600_000;

/** Forgets imports that ended long ago, and what servers have left that died. */
export function defineBundleJobs(
  jobs: Jobs,
  parts: { database: Database; slots: ImportSlots; temporary: TemporaryBundles; now: () => number },
): void {
  const { database, slots, temporary, now } = parts;
  jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, async () => {
    await deleteOldImports(database.kysely, new Date(now() - keptMs));
    await slots.endDead();
    await temporary.clean();
  });
  jobs.schedule(cleanJob, '*/10 * * * *');
}
