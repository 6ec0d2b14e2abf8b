import type { Queryable } from '../../platform/database/database.ts';
import type { OwnerRef } from '../../platform/http/gatekeeper.ts';
import { toOwnerSummary } from './representation.ts';
import { countOwned } from './store.ts';

/** How many applications a user or an organization owns, and how many resources of each type are in them. */
export async function summarizeOwner(db: Queryable, owner: OwnerRef): Promise<Record<string, number>> {
  const { applications, counts } = await countOwned(db, owner);
  return toOwnerSummary(applications, counts);
}
