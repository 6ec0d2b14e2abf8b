import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { IntegrationConfig, IntegrationType } from './schemas.ts';

/**
 * How long a connection is its holder's without a sign of life. Another server looks at least every second, so that it has
 * taken over within the 30 seconds of the contract.
 */
const lease = sql`clock_timestamp() + interval '20 seconds'`;

/** What a server knows of an integration when it looks at what is to be connected. */
export interface SeenIntegration {
  readonly rowId: number;
  readonly name: string;
  readonly revision: number;
  /** Enabled, and its application not deleted. */
  readonly isWanted: boolean;
  /** By the server that looks; otherwise it is free. */
  readonly isHeld: boolean;
  readonly hasMessages: boolean;
}

/** An integration that a server holds, with its secrets sealed. */
export interface HeldIntegration {
  readonly rowId: number;
  readonly integrationId: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly name: string;
  readonly type: IntegrationType;
  readonly topics: readonly string[];
  readonly config: IntegrationConfig;
  readonly revision: number;
  readonly subscribedTopics: readonly string[];
}

/** What the server holds, and what is wanted and free. */
export async function lookAtLinks(db: Queryable, holder: string): Promise<SeenIntegration[]> {
  const { rows } = await sql<SeenIntegration>`
    select i.integration_row_id as "rowId", i.name, i.revision,
      i.enabled and a.application_row_id is not null as "isWanted", l.holder is not distinct from ${holder} as "isHeld",
      l.waiting > 0 as "hasMessages"
    from integration_link l join integration i using (integration_row_id)
      left join application_directory a on a.application_row_id = i.application_row_id and a.deleted_at is null
    where l.holder = ${holder} or (i.enabled and a.application_row_id is not null
      and (l.lease_until is null or l.lease_until < clock_timestamp()))`.execute(db);
  return rows;
}

/** Takes what is free among the given; what another server was quicker to take is left out. */
export async function claimLinks(
  db: Queryable,
  { holder, rowIds }: { holder: string; rowIds: readonly number[] },
): Promise<void> {
  await sql`update integration_link set holder = ${holder}, lease_until = ${lease}, connected = false
    where integration_row_id in (
      select integration_row_id from integration_link
      where integration_row_id = any(${rowIds}::bigint[]) and (lease_until is null or lease_until < clock_timestamp())
      for update skip locked)`.execute(db);
}

/** The given integrations, as far as the server holds them. */
export async function readHeld(
  db: Queryable,
  { holder, rowIds }: { holder: string; rowIds: readonly number[] },
): Promise<HeldIntegration[]> {
  const { rows } = await sql<HeldIntegration>`
    select i.integration_row_id as "rowId", i.id as "integrationId", i.application_row_id as "applicationRowId",
      a.id as "applicationId", i.name, i.integration_type as "type", i.topics, i.config, i.revision,
      l.subscribed_topics as "subscribedTopics"
    from integration_link l join integration i using (integration_row_id)
      join application_directory a on a.application_row_id = i.application_row_id and a.deleted_at is null
    where l.holder = ${holder} and i.enabled and i.integration_row_id = any(${rowIds}::bigint[])`.execute(db);
  return rows;
}

/** Shows that the server is alive. What it held and another has taken meanwhile stays the other's. */
export async function renewLinks(db: Queryable, holder: string): Promise<void> {
  await sql`update integration_link set lease_until = ${lease} where holder = ${holder}`.execute(db);
}

/** Gives connections back; all that the server holds when none are named. */
export async function releaseLinks(db: Queryable, holder: string, rowIds?: readonly number[]): Promise<void> {
  await sql`update integration_link set holder = null, lease_until = null, connected = false, next_attempt_at = null
    where holder = ${holder} ${rowIds ? sql`and integration_row_id = any(${rowIds}::bigint[])` : sql``}`.execute(db);
}

/** Frees what a former run of this server has held when it died. Only where no other server uses the database. */
export async function releaseAllLinks(db: Queryable): Promise<void> {
  await sql`update integration_link set holder = null, lease_until = null, connected = false
    where holder is not null`.execute(db);
}

/** How a connection is; times are of the server's clock. */
export interface LinkState {
  readonly connected: boolean;
  readonly connectedAt: Date | null;
  readonly disconnectedAt: Date | null;
  readonly error: string | null;
  readonly nextAttemptAt: Date | null;
  readonly lastKeepAlive: Date | null;
}

/** What has happened since it was written last. */
export interface LinkCounts {
  readonly received: number;
  readonly dropped: number;
  readonly published: number;
  readonly discarded: number;
}

/** Writes how a connection is. A null time leaves what is stored. False when the server does not hold it any more. */
export async function writeLinkState(
  db: Queryable,
  link: { holder: string; rowId: number; revision: number },
  state: LinkState,
  counts: LinkCounts,
): Promise<boolean> {
  const { numAffectedRows } = await sql`update integration_link set connected = ${state.connected},
      connected_revision = ${link.revision},
      connected_at = coalesce(${state.connectedAt}::timestamptz, connected_at),
      disconnected_at = coalesce(${state.disconnectedAt}::timestamptz, disconnected_at),
      disconnect_error = ${state.error}, next_attempt_at = ${state.nextAttemptAt},
      last_keep_alive = coalesce(${state.lastKeepAlive}::timestamptz, last_keep_alive),
      received = received + ${counts.received}, dropped = dropped + ${counts.dropped},
      published = published + ${counts.published}, discarded = discarded + ${counts.discarded}
    where integration_row_id = ${link.rowId} and holder = ${link.holder}`.execute(db);
  return Number(numAffectedRows ?? 0) > 0;
}

/** Remembers what a session that the other side keeps is subscribed to. */
export async function writeSubscribedTopics(db: Queryable, rowId: number, topics: readonly string[]): Promise<void> {
  await db
    .updateTable('integration_link')
    .set({ subscribed_topics: JSON.stringify(topics) })
    .where('integration_row_id', '=', rowId)
    .execute();
}
