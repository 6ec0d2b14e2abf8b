import { invalid } from '../../kernel/errors.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { removeResource, updateResource } from '../search/index.ts';
import { planAttributes, type StoredAttribute } from './attributes.ts';
import { isGateway } from './reach.ts';
import type { DevicePatch } from './schemas.ts';
import { type DeviceRow, findDevice, isBelow, releaseDependents, updateDevice } from './store.ts';

/**
 * Changes a device that the transaction has locked, with what search knows of it.
 *
 * @throws AppError Validation before anything is written
 */
export async function changeDevice(
  tx: Queryable,
  current: DeviceRow,
  body: DevicePatch,
  now: Date,
): Promise<DeviceRow> {
  const deviceClass = body.deviceClass ?? current.device_class;
  await checkRelations(tx, current.application_row_id, deviceClass, body, current.id);
  const attributes = body.attributes && planAttributes(current.attributes as StoredAttribute[], body.attributes);
  const changed = await updateDevice(tx, current.device_row_id, {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.deviceClass === undefined ? {} : { device_class: body.deviceClass }),
    ...(body.gatewayId === undefined ? {} : { gateway_id: body.gatewayId.toLowerCase() }),
    ...(deviceClass === 'peripheral' ? {} : { gateway_id: null }),
    ...(body.parentId === undefined ? {} : { parent_id: body.parentId?.toLowerCase() ?? null }),
    ...(body.systemInterval === undefined ? {} : { system_interval: body.systemInterval }),
    ...(body.keepDuplicates === undefined ? {} : { keep_duplicates: body.keepDuplicates }),
    ...(body.tags === undefined ? {} : { tags: JSON.stringify(body.tags) }),
    ...(attributes === undefined ? {} : { attributes: JSON.stringify(attributes) }),
    updated_at: now,
  });
  await updateResource(tx, toNamedResource(changed));
  return changed;
}

/**
 * Deletes a device that the transaction has locked, as far as anybody can see; the job `device.purge` removes its rows.
 *
 * @returns ids of the devices that were below it, which have changed too
 */
export async function retireDevice(tx: Queryable, current: DeviceRow, now: Date): Promise<string[]> {
  await removeResource(tx, toNamedResource(current));
  await updateDevice(tx, current.device_row_id, { deleted_at: now, updated_at: now });
  return releaseDependents(tx, current.application_row_id, current.id);
}

/** The rules between devices that a schema cannot say. */
export async function checkRelations(
  tx: Queryable,
  applicationRowId: number,
  deviceClass: string,
  body: DevicePatch,
  ownId?: string,
): Promise<void> {
  if (body.gatewayId !== undefined) {
    if (deviceClass !== 'peripheral') throw invalid('gatewayId', 'is only for devices of class peripheral');
    const gateway = await findDevice(tx, applicationRowId, body.gatewayId.toLowerCase());
    if (!gateway || !isGateway({ deviceClass: gateway.device_class })) {
      throw invalid('gatewayId', 'must be the id of a gateway of this application');
    }
  }
  if (body.parentId !== undefined && body.parentId !== null) {
    const parent = await findDevice(tx, applicationRowId, body.parentId.toLowerCase());
    if (parent?.device_class !== 'system')
      throw invalid('parentId', 'must be the id of a system device of this application');
    if (parent.id === ownId) throw invalid('parentId', 'must not be the device itself');
    if (ownId !== undefined && (await isBelow(tx, applicationRowId, parent.id, ownId))) {
      throw invalid('parentId', 'must not be a system below the device');
    }
  }
}

export function toTarget(row: DeviceRow) {
  return { type: 'Device', id: row.id, name: row.name };
}

export function toNamedResource(row: DeviceRow) {
  return {
    applicationRowId: row.application_row_id,
    type: 'device' as const,
    id: row.id,
    name: row.name,
    descriptor: row.description,
    tags: row.tags,
  };
}
