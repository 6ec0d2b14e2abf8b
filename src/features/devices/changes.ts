import { invalid } from '../../kernel/errors.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { removeResource, updateResource } from '../../platform/resources/changes.ts';
import { planAttributes, type StoredAttribute } from './attributes.ts';
import { checkCommandForms } from './command-forms.ts';
import { isGateway } from './reach.ts';
import { deviceResource } from './resource.ts';
import type { DevicePatch } from './schemas.ts';
import { type DeviceRow, isBelow, keepDevice, releaseDependents, updateDevice } from './store.ts';

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
  change?: Change,
): Promise<DeviceRow> {
  const deviceClass = body.deviceClass ?? current.device_class;
  await checkRelations(tx, current.application_row_id, deviceClass, body, current.id);
  checkCommandForms(body.commandForms ?? []);
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
    ...(body.commandForms === undefined ? {} : { command_forms: JSON.stringify(body.commandForms) }),
    ...(body.tags === undefined ? {} : { tags: JSON.stringify(body.tags) }),
    ...(attributes === undefined ? {} : { attributes: JSON.stringify(attributes) }),
    updated_at: now,
  });
  await updateResource(tx, deviceResource, changed, { change });
  return changed;
}

/**
 * Deletes a device that the transaction has locked, as far as anybody can see; the job `device.purge` removes its rows.
 *
 * @returns ids of the devices that were below it, which have changed too
 */
export async function retireDevice(tx: Queryable, current: DeviceRow, now: Date, change?: Change): Promise<string[]> {
  await removeResource(tx, deviceResource, current, { change });
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
    const gateway = await keepDevice(tx, applicationRowId, body.gatewayId.toLowerCase());
    if (!gateway || !isGateway({ deviceClass: gateway.device_class })) {
      throw invalid('gatewayId', 'must be the id of a gateway of this application');
    }
  }
  if (body.parentId !== undefined && body.parentId !== null) {
    // Two that are put below each other at once would each find the other one free.
    if (ownId !== undefined) await takeTurn(tx, 'parents of devices', applicationRowId);
    const parent = await keepDevice(tx, applicationRowId, body.parentId.toLowerCase());
    if (parent?.device_class !== 'system')
      throw invalid('parentId', 'must be the id of a system device of this application');
    if (parent.id === ownId) throw invalid('parentId', 'must not be the device itself');
    if (ownId !== undefined && (await isBelow(tx, applicationRowId, parent.id, ownId))) {
      throw invalid('parentId', 'must not be a system below the device');
    }
  }
}
