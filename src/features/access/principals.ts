import { mayLogIn } from '../../kernel/device-class.ts';
import type { Principal } from '../../kernel/principal.ts';
import { tagsMatch } from '../../kernel/tags.ts';
import type { TokenRow } from './store.ts';

/** A person's login lasts this long, unless it asks for less. */
export const sessionMs = 30 * 24 * 3600 * 1000;

/** A token's row as a caller, or undefined when the token, or whatever it stands for, no longer works. */
export function toPrincipal(row: TokenRow | undefined, now: number): Principal | undefined {
  const expiresAt = row?.expiresAt ? row.expiresAt.getTime() : Number.POSITIVE_INFINITY;
  if (row?.status !== 'active' || expiresAt <= now) return undefined;
  const isFullLogin = row.kind === 'user' && expiresAt - row.createdAt.getTime() >= sessionMs - 60_000;
  const bearer = {
    tokenId: row.tokenId,
    scopes: new Set(row.scopes),
    expiresAt,
    grantsUntil: isFullLogin ? Number.POSITIVE_INFINITY : expiresAt,
  };
  switch (row.kind) {
    case 'user':
    case 'userApi':
      if (row.userRowId === null || row.userId === null) return undefined;
      if (row.generation !== row.userGeneration) return undefined;
      return {
        ...bearer,
        kind: 'user',
        via: row.kind === 'user' ? 'user' : 'apiToken',
        userRowId: row.userRowId,
        userId: row.userId,
        generation: row.generation,
        administrator: row.userIsAdministrator ?? false,
      };
    case 'organizationApi':
      if (row.organizationRowId === null || row.organizationId === null) return undefined;
      return {
        ...bearer,
        kind: 'organization',
        via: 'apiToken',
        organizationRowId: row.organizationRowId,
        organizationId: row.organizationId,
      };
    case 'applicationApi':
      if (row.applicationId === null) return undefined;
      return { ...bearer, kind: 'application', via: 'apiToken', applicationId: row.applicationId };
    case 'device': {
      const { applicationId, deviceId, deviceClass, deviceRowId, accessKeyRowId } = row;
      if (applicationId === null || deviceRowId === null || accessKeyRowId === null) return undefined;
      if (deviceId === null || deviceClass === null) return undefined;
      if (row.keyStatus !== 'active' || !mayLogIn(deviceClass)) return undefined;
      const keyDeviceIds = row.keyDeviceIds ?? [];
      const keyDeviceTags = row.keyDeviceTags ?? [];
      const restricted = keyDeviceIds.length > 0 || keyDeviceTags.length > 0;
      // A device that has lost the tag by which its key was for it may not use the key any more.
      const covered = keyDeviceIds.includes(deviceId) || tagsMatch(row.deviceTags ?? [], keyDeviceTags);
      if (restricted && !covered) return undefined;
      return {
        ...bearer,
        kind: 'device',
        via: 'device',
        applicationId,
        deviceId,
        deviceClass,
        deviceRowId,
        accessKeyRowId,
        restricted,
      };
    }
  }
}
