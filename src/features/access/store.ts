import type { Insertable } from 'kysely';
import type { Queryable } from '../../platform/database/database.ts';
import type { AccessTokenTable } from '../../platform/database/tables.ts';

export type NewToken = Insertable<AccessTokenTable>;

/** A token's row with what decides whether its bearer still exists. */
export function findToken(db: Queryable, hash: Uint8Array) {
  return db
    .selectFrom('access_token as token')
    .leftJoin('app_user as user', 'user.user_key', 'token.user_key')
    .leftJoin('application', (join) =>
      join.onRef('application.application_key', '=', 'token.application_key').on('application.deleted_at', 'is', null),
    )
    .leftJoin('device', (join) =>
      join.onRef('device.device_key', '=', 'token.device_key').on('device.deleted_at', 'is', null),
    )
    .leftJoin('access_key as key', 'key.access_key_key', 'token.access_key_key')
    .where('token.hash', '=', hash)
    .select([
      'token.id as tokenId',
      'token.kind',
      'token.scopes',
      'token.status',
      'token.expires_at as expiresAt',
      'token.user_key as userKey',
      'user.id as userId',
      'application.id as applicationId',
      'device.id as deviceId',
      'token.device_key as deviceKey',
      'token.access_key_key as accessKeyKey',
      'key.status as keyStatus',
      'key.device_ids as keyDeviceIds',
      'key.device_tags as keyDeviceTags',
    ])
    .executeTakeFirst();
}

export async function insertToken(db: Queryable, token: NewToken): Promise<void> {
  await db.insertInto('access_token').values(token).execute();
}

export function findApplication(db: Queryable, applicationId: string) {
  return db
    .selectFrom('application')
    .where('id', '=', applicationId)
    .where('deleted_at', 'is', null)
    .select([
      'application_key as applicationKey',
      'id as applicationId',
      'owner_type as ownerType',
      'owner_id as ownerId',
    ])
    .executeTakeFirst();
}

/** Removes tokens that expired a while ago; a bounded number at a time, so that no other statement waits long. */
export async function deleteExpiredTokens(db: Queryable, before: Date): Promise<void> {
  await db
    .deleteFrom('access_token')
    .where('access_token_key', 'in', (query) =>
      query.selectFrom('access_token').where('expires_at', '<', before).select('access_token_key').limit(1000),
    )
    .execute();
}
