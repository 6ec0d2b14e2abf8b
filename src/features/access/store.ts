import type { Insertable } from 'kysely';
import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { AccessTokenTable } from './tables.generated.ts';

export type NewToken = Insertable<AccessTokenTable>;

/** Rows of tokens with what decides whether their bearers still exist: of those that there are, by the hashes or by the ids. */
export function findTokens(db: Queryable, by: 'hash', hashes: readonly Uint8Array[]): Promise<TokenRow[]>;
export function findTokens(db: Queryable, by: 'id', ids: readonly string[]): Promise<TokenRow[]>;
export function findTokens(db: Queryable, by: 'hash' | 'id', values: readonly (Uint8Array | string)[]) {
  return tokens(db)
    .where(`token.${by}`, 'in', [...values])
    .execute();
}

export type TokenRow = Awaited<ReturnType<ReturnType<typeof tokens>['executeTakeFirstOrThrow']>>;

function tokens(db: Queryable) {
  return db
    .selectFrom('access_token as token')
    .leftJoin('user_directory as user', 'user.user_row_id', 'token.user_row_id')
    .leftJoin('organization_directory as organization', 'organization.organization_row_id', 'token.organization_row_id')
    .leftJoin('application_directory as application', (join) =>
      join
        .onRef('application.application_row_id', '=', 'token.application_row_id')
        .on('application.deleted_at', 'is', null),
    )
    .leftJoin('device_directory as device', (join) =>
      join.onRef('device.device_row_id', '=', 'token.device_row_id').on('device.deleted_at', 'is', null),
    )
    .leftJoin('access_key_grant as key', 'key.access_key_row_id', 'token.access_key_row_id')
    .select([
      'token.id as tokenId',
      'token.hash',
      'token.kind',
      'token.scopes',
      'token.status',
      'token.user_generation as generation',
      'token.created_at as createdAt',
      'token.expires_at as expiresAt',
      'token.user_row_id as userRowId',
      'user.id as userId',
      'user.is_administrator as userIsAdministrator',
      'user.token_generation as userGeneration',
      'organization.organization_row_id as organizationRowId',
      'organization.id as organizationId',
      'application.id as applicationId',
      'device.id as deviceId',
      'device.tags as deviceTags',
      'device.device_class as deviceClass',
      'token.device_row_id as deviceRowId',
      'token.access_key_row_id as accessKeyRowId',
      'key.status as keyStatus',
      'key.device_ids as keyDeviceIds',
      'key.device_tags as keyDeviceTags',
    ]);
}

export async function insertToken(db: Queryable, token: NewToken): Promise<void> {
  await db.insertInto('access_token').values(token).execute();
}

export function findApplication(db: Queryable, applicationId: string) {
  return db
    .selectFrom('application_directory')
    .where('id', '=', applicationId)
    .where('deleted_at', 'is', null)
    .select([
      'application_row_id as applicationRowId',
      'id as applicationId',
      'owner_type as ownerType',
      'owner_id as ownerId',
    ])
    .executeTakeFirst();
}

/** An organization, and what the user is in it; the role is null for someone who is no member. */
export function findMembership(db: Queryable, organizationId: string, userRowId: number) {
  return db
    .selectFrom('organization_directory as organization')
    .leftJoin('organization_role as member', (join) =>
      join
        .onRef('member.organization_row_id', '=', 'organization.organization_row_id')
        .on('member.user_row_id', '=', userRowId),
    )
    .where('organization.id', '=', organizationId)
    .select([
      'organization.organization_row_id as organizationRowId',
      'organization.id as organizationId',
      'member.role',
      'member.application_roles as applicationRoles',
      'member.dashboard_roles as dashboardRoles',
    ])
    .executeTakeFirst();
}

/** Keeps when tokens were used last; a time that is already there is never moved back. */
export async function storeLastUses(db: Queryable, uses: readonly { tokenId: string; at: number }[]): Promise<void> {
  await sql`
    update access_token set last_used_at = to_timestamp(used.at / 1000.0)
    from unnest(${uses.map((use) => use.tokenId)}::text[], ${uses.map((use) => use.at)}::bigint[]) as used (id, at)
    where access_token.id = used.id
      and (access_token.last_used_at is null or access_token.last_used_at < to_timestamp(used.at / 1000.0))`.execute(
    db,
  );
}

/** Removes tokens that expired a while ago; a bounded number at a time, so that no other statement waits long. */
export async function deleteExpiredTokens(db: Queryable, before: Date): Promise<void> {
  await db
    .deleteFrom('access_token')
    .where('access_token_row_id', 'in', (query) =>
      query.selectFrom('access_token').where('expires_at', '<', before).select('access_token_row_id').limit(1000),
    )
    .execute();
}
