import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import { storageEntries, storageEntry, storageMetadata } from './schemas.ts';
import { refOf } from './show.ts';
import type { FlowRow } from './store.ts';
import type { StoredEntries } from './stored-entries.ts';
import { requireFlow } from './versions.ts';

/** What workflows have stored, for people who look at it or set it. */
export function registerStorageRoutes(
  router: ActionRouter,
  { storage, database }: { readonly storage: StoredEntries; readonly database: Database },
): void {
  const find = async (application: ApplicationRef, flowId: string) => {
    const row = await requireFlow(database.kysely, application, flowId);
    return { row, ref: refOf(row, application) };
  };
  const targetOf = (row: FlowRow) => ({ target: { type: 'Flow', id: row.id, name: row.name } });

  router.handle('flow.getStorageEntries', {
    summary: 'All that a workflow has stored, by key.',
    answer: storageEntries,
    handle: async ({ application, parameters }) => storage.readAll((await find(application, parameters.flowId)).ref),
  });

  router.handle('flow.getStorageEntriesMetadata', {
    summary: 'How many entries a workflow has stored, and their bytes.',
    answer: storageMetadata,
    handle: async ({ application, parameters }) =>
      storage.readMetadata((await find(application, parameters.flowId)).ref),
  });

  router.handle('flow.setStorageEntry', {
    summary: 'Store a value under a key; without a value the entry is deleted.',
    body: storageEntry,
    answer: successAnswer,
    handle: async ({ application, body, change, parameters }) => {
      const { row, ref } = await find(application, parameters.flowId);
      await inTransaction(database, async (tx) => {
        await storage.setIn(tx, ref, body.key, body.value);
        await change.record(tx, targetOf(row));
      });
      return { success: true };
    },
  });

  router.handle('flow.clearStorageEntries', {
    summary: 'Delete all that a workflow has stored, and what its nodes remember; returns the entries from before.',
    answer: storageEntries,
    handle: async ({ application, change, parameters }) => {
      const { row, ref } = await find(application, parameters.flowId);
      return inTransaction(database, async (tx) => {
        const former = await storage.clearIn(tx, ref);
        await change.record(tx, targetOf(row));
        return former;
      });
    },
  });
}
