import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { removeResource } from '../../platform/resources/changes.ts';
import type { FileContents } from './contents.ts';
import { fileResource } from './resource.ts';
import { deleteFile, listPendingSince, lockFile } from './store.ts';
import { deleteExpiredUploads } from './upload-rows.ts';

const sweepJob = 'file.sweep';
/** A file whose content has not come after this time is given up (resources.md, "Files"). */
const pendingMs = 24 * 3_600_000;
/** An upload that began in time may be under way for so long. */
const uploadingMs = 2 * 3_600_000;
const filesPerStep = 100;

/** Removes contents that no file has, whoever deleted the file or failed to upload it, and files that were never sent. */
export function defineFileJobs(
  jobs: Jobs,
  options: { database: Database; contents: FileContents; now: () => number },
): void {
  const { database, contents, now } = options;
  jobs.define(sweepJob, { retryLimit: 5, concurrency: 1, expireInSeconds: 3600 }, async ({ signal }) => {
    await removePending(database, new Date(now() - pendingMs), signal);
    await deleteExpiredUploads(database.kysely, new Date(now() - uploadingMs));
    await contents.sweep(signal);
  });
  jobs.schedule(sweepJob, '*/15 * * * *');
}

/** Has contents removed soon, once the transaction that takes them from their files has committed. */
export async function sendSweep(tx: Queryable, jobs: Jobs): Promise<void> {
  await jobs.send(tx, sweepJob, {}, { singletonKey: 'now' });
}

async function removePending(database: Database, before: Date, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const found = await listPendingSince(database.kysely, before, filesPerStep);
    for (const { file_row_id: fileRowId } of found) {
      await inTransaction(database, async (tx) => {
        const row = await lockFile(tx, fileRowId);
        // Its content may have come just now.
        if (row?.status !== 'pending') return;
        await deleteFile(tx, fileRowId);
        await removeResource(tx, fileResource, row);
      });
    }
    if (found.length < filesPerStep) return;
  }
}
