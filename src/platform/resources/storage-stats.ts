import type { Queryable } from '../database/database.ts';
import { addToCount } from './name-index.ts';

/** Kept beside the counts of resources, under names that no resource has. */
const contents = 'storage.contents';
const bytes = 'storage.bytes';

/** Changes how many contents of files an application keeps, and how many bytes they have together. */
export async function addToStorage(
  tx: Queryable,
  applicationRowId: number,
  change: { readonly count: number; readonly size: number },
): Promise<void> {
  if (change.count !== 0) await addToCount(tx, applicationRowId, contents, change.count);
  if (change.size !== 0) await addToCount(tx, applicationRowId, bytes, change.size);
}

/** How many contents of files there are, and how many bytes they have together. */
export interface StorageStats {
  readonly count: number;
  readonly size: number;
}

/** `storageStats` of a summary (resources.md, "Rules for all"), from the counts by type. */
export function readStorage(counts: ReadonlyMap<string, number> | undefined): StorageStats {
  return { count: counts?.get(contents) ?? 0, size: counts?.get(bytes) ?? 0 };
}
