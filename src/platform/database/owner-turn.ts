import { sql } from 'kysely';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Queryable } from './database.ts';

/**
 * Keeps an owner from being taken away until the transaction ends: to be called by whoever gives it something, before looking
 * whether it is there. Those who give do not wait for each other.
 */
export async function keepOwner(tx: Queryable, owner: OwnerRef): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${keyOf(owner)}, 0))`.execute(tx);
}

/**
 * Lets nobody give an owner anything until the transaction ends: to be called by whoever takes it away, before any row is
 * locked and before looking at what it owns.
 */
export async function closeOwner(tx: Queryable, owner: OwnerRef): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${keyOf(owner)}, 0))`.execute(tx);
}

function keyOf({ ownerType, ownerId }: OwnerRef): string {
  return `owner ${ownerType} ${ownerId}`;
}
