import type { Database } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { deleteOldImports } from './import-store.ts';
import type { TemporaryBundles } from './temporary-files.ts';

const cleanJob = 'application.cleanImports';
/** How long an import that has ended is remembered. */
const keptMs = 7 * 24 * 3_600_000;
/** No bundle takes as long to be received and read; see `ImportSlots` for how it says that it is alive. */
const receivedMs = 3_600_000;

/** Forgets imports that ended long ago, and what servers have left that died. */
export function defineBundleJobs(
  jobs: Jobs,
  { database, temporary, now }: { database: Database; temporary: TemporaryBundles; now: () => number },
): void {
  jobs.define(cleanJob, { retryLimit: 3, concurrency: 1, expireInSeconds: 600 }, async () => {
    await deleteOldImports(database.kysely, new Date(now() - keptMs), new Date(now() - receivedMs));
    await temporary.clean();
  });
  jobs.schedule(cleanJob, '40 * * * *');
}
