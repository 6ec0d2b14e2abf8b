import { activeAttributes, type StoredAttribute } from './attributes.ts';
import type { Attribute } from './schemas.ts';
import type { DeviceRow } from './store.ts';

/** A device as the API answers it. */
export function toDevice(row: DeviceRow, applicationId: string, options: { withConnection: boolean }) {
  return {
    id: row.id,
    deviceId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    tags: row.tags,
    attributes: activeAttributes(row.attributes as StoredAttribute[]).map(toAttribute),
    deviceClass: row.device_class,
    ...(row.gateway_id === null ? {} : { gatewayId: row.gateway_id }),
    parentId: row.parent_id,
    ...(row.system_interval === null ? {} : { systemInterval: row.system_interval }),
    keepDuplicates: row.keep_duplicates,
    ...(options.withConnection ? { connectionInfo: toConnectionInfo(row) } : {}),
    _type: 'device' as const,
    _links: { self: { href: `/applications/${applicationId}/devices/${row.id}` } },
  };
}

function toAttribute({ key: _key, retired: _retired, ...attribute }: StoredAttribute): Attribute {
  return attribute;
}

/** null: has never connected. */
function toConnectionInfo(row: DeviceRow) {
  return {
    connected: row.connected === null ? null : row.connected ? (1 as const) : (0 as const),
    ...(row.connection_changed_at === null ? {} : { time: row.connection_changed_at.toISOString() }),
  };
}
