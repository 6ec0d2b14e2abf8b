import type { Database } from '../../platform/database/database.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import { requestDays } from './job-store.ts';
import { isSelected } from './selection.ts';
import type { ArchiveService } from './service.ts';
import { readArchivedDay, thinDay } from './store.ts';

/** Decides whether states may go: never before they have been archived, where the application archives. */
export class ArchiveGate {
  readonly #database: Database;
  readonly #archives: ArchiveService;
  readonly #now: () => number;

  constructor(options: { database: Database; archives: ArchiveService; now: () => number }) {
    this.#database = options.database;
    this.#archives = options.archives;
    this.#now = options.now;
  }

  /**
   * Whether what the device reported on the UTC day may be removed now. True also means that the day is marked: it is
   * not archived again, for it would be archived with less. A day that is old enough but was never archived is queued.
   */
  async mayRemove(
    application: { readonly applicationRowId: number; readonly config: ArchiveConfig | null },
    device: { readonly deviceRowId: number; readonly id: string; readonly tags: { key: string; value: string }[] },
    day: number,
  ): Promise<boolean> {
    const { applicationRowId, config } = application;
    if (config === null || !isSelected(config, device)) return true;
    if (day > this.#archives.newestArchivableDay()) return false;
    const db = this.#database.kysely;
    const archived = await readArchivedDay(this.#database, { applicationRowId, day, device });
    if (archived?.state === 'verified') {
      // More than was archived: brought in since, by an import.
      const isComplete = archived.storedRows <= (archived.archivedRows ?? 0);
      if (isComplete) return archived.thinned || (await thinDay(db, applicationRowId, day));
      if (archived.thinned) return false;
    } else if (archived !== undefined) return false;
    await requestDays(db, { applicationRowId, days: [day], priority: 'backfill', now: new Date(this.#now()) });
    this.#archives.wake();
    return false;
  }
}
