import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { removeResource } from '../../platform/resources/changes.ts';
import type { FileContents } from './contents.ts';
import { fileResource } from './resource.ts';
import { deleteFile, listPendingSince, lockFile } from './store.ts';
import { deleteExpiredUploads } from './upload-rows.ts';

/** A file whose content has not come after this time is given up (resources.md, "Files"). */
const pendingMs = 24 * 3_600_000;
/** An upload that began in time may be under way for so long. */
const uploadingMs = 2 * 3_600_000;
const filesPerStep = 100;

/** Removes contents that no file has, whoever deleted the file or failed to upload it, and files that were never sent. */
export class FileSweep {
  readonly #database: Database;
  readonly #contents: FileContents;
  readonly #now: () => number;

  constructor(options: { database: Database; contents: FileContents; now: () => number }) {
    this.#database = options.database;
    this.#contents = options.contents;
    this.#now = options.now;
  }

  /** Goes through all that is due; doing it twice, or on two servers, does no harm. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#removePending(new Date(this.#now() - pendingMs), signal);
    await deleteExpiredUploads(this.#database.kysely, new Date(this.#now() - uploadingMs));
    await this.#contents.sweep(signal);
  }

  async #removePending(before: Date, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const found = await listPendingSince(this.#database.kysely, before, filesPerStep);
      for (const { file_row_id: fileRowId } of found) {
        await inTransaction(this.#database, async (tx) => {
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
}
