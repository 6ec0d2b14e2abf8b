import { activeAttributes, type StoredAttribute } from './attributes.ts';
import { type LastConnection, toConnectionInfo } from './connection-info.ts';
import type { Attribute } from './schemas.ts';
import type { DeviceRow } from './store.ts';

/**
 * A device as the API returns it.
 *
 * @param options.connection what the connection log says of it; left out: the answer has no connectionInfo
 */
export function toDevice(
  row: DeviceRow,
  applicationId: string,
  options: { connection: readonly LastConnection[] | undefined },
) {
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
    ...(row.command_forms.length === 0 ? {} : { commandForms: row.command_forms }),
    ...(options.connection ? { connectionInfo: toConnectionInfo(row, options.connection) } : {}),
    _type: 'device' as const,
    _links: { self: { href: `/applications/${applicationId}/devices/${row.id}` } },
  };
}

function toAttribute({ key: _key, retired: _retired, ...attribute }: StoredAttribute): Attribute {
  return attribute;
}
