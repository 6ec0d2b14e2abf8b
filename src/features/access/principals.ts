import type { Principal } from '../../kernel/principal.ts';
import type { findToken } from './store.ts';

type TokenRow = NonNullable<Awaited<ReturnType<typeof findToken>>>;

/** A token's row as a caller, or undefined when the token, or whatever it stands for, no longer works. */
export function toPrincipal(row: TokenRow | undefined, now: number): Principal | undefined {
  const expiresAt = row?.expiresAt ? row.expiresAt.getTime() : Number.POSITIVE_INFINITY;
  if (row?.status !== 'active' || expiresAt <= now) return undefined;
  const bearer = { tokenId: row.tokenId, scopes: new Set(row.scopes), expiresAt };
  switch (row.kind) {
    case 'user':
    case 'userApi':
      if (row.userKey === null || row.userId === null) return undefined;
      if (row.userTokenCutoff !== null && row.createdAt < row.userTokenCutoff) return undefined;
      return {
        ...bearer,
        kind: 'user',
        via: row.kind === 'user' ? 'user' : 'apiToken',
        userKey: row.userKey,
        userId: row.userId,
        administrator: row.userIsAdministrator ?? false,
      };
    case 'organizationApi':
      if (row.organizationKey === null || row.organizationId === null) return undefined;
      return {
        ...bearer,
        kind: 'organization',
        via: 'apiToken',
        organizationKey: row.organizationKey,
        organizationId: row.organizationId,
      };
    case 'applicationApi':
      if (row.applicationId === null) return undefined;
      return { ...bearer, kind: 'application', via: 'apiToken', applicationId: row.applicationId };
    case 'device': {
      const { applicationId, deviceId, deviceKey, accessKeyKey } = row;
      if (applicationId === null || deviceId === null || deviceKey === null || accessKeyKey === null) return undefined;
      if (row.keyStatus !== 'active') return undefined;
      const restricted = (row.keyDeviceIds?.length ?? 0) > 0 || (row.keyDeviceTags?.length ?? 0) > 0;
      return { ...bearer, kind: 'device', via: 'device', applicationId, deviceId, deviceKey, accessKeyKey, restricted };
    }
  }
}
