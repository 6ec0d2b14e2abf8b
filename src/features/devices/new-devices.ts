import type { Insertable } from 'kysely';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { insertResources } from '../../platform/resources/changes.ts';
import { planAttributes, type StoredAttribute } from './attributes.ts';
import { checkRelations } from './changes.ts';
import { checkCommandForms } from './command-forms.ts';
import { deviceResource } from './resource.ts';
import { type DevicePost, devicePost } from './schemas.ts';
import { type DeviceRow, insertDevices } from './store.ts';
import type { DeviceTable } from './tables.generated.ts';

/** The attributes are judged once for all devices of a call, by `planAttributes`. */
const ownFields = Compile(Type.Omit(devicePost, ['attributes'], { additionalProperties: false }));

/**
 * The row of a device that is to be made.
 *
 * @throws AppError Validation when an attribute's name stands there twice
 */
export function toNewRow(
  { applicationRowId }: { readonly applicationRowId: number },
  body: DevicePost,
  {
    now,
    attributes = planAttributes([], body.attributes ?? []),
  }: { now: Date; attributes?: readonly StoredAttribute[] },
): Insertable<DeviceTable> {
  const deviceClass = body.deviceClass ?? 'standalone';
  checkCommandForms(body.commandForms ?? []);
  return {
    id: newId(),
    application_row_id: applicationRowId,
    name: body.name,
    description: body.description ?? '',
    device_class: deviceClass,
    gateway_id: body.gatewayId?.toLowerCase() ?? null,
    parent_id: body.parentId?.toLowerCase() ?? null,
    system_interval: deviceClass === 'system' ? (body.systemInterval ?? 60) : null,
    keep_duplicates: body.keepDuplicates ?? false,
    command_forms: JSON.stringify(body.commandForms ?? []),
    tags: JSON.stringify(body.tags ?? []),
    attributes: JSON.stringify(attributes),
    connected: null,
    connection_changed_at: null,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  };
}

/**
 * Makes devices that have their attributes in common, by the rules of `devices.post`: one that breaks a rule is left out,
 * and returned as the error in its place. Names and tag values take the form of `normalizeText`. Writes with a statement
 * for all of them, so hand in a hundred or so at a time.
 *
 * @throws AppError Validation when the common attributes break a rule
 */
export async function makeDevices(
  tx: Queryable,
  application: { readonly applicationRowId: number },
  devices: { readonly attributes: NonNullable<DevicePost['attributes']>; readonly bodies: readonly DevicePost[] },
  now: Date,
): Promise<(DeviceRow | AppError)[]> {
  const attributes = planAttributes([], devices.attributes);
  const relations = new Map<string, Promise<AppError | undefined>>();
  const judge = (body: DevicePost): Promise<AppError | undefined> => {
    const { deviceClass = 'standalone', gatewayId, parentId } = body;
    const key = JSON.stringify([deviceClass, gatewayId, parentId]);
    const known = relations.get(key);
    if (known) return known;
    const found = refusalOf(() => checkRelations(tx, application.applicationRowId, deviceClass, body));
    relations.set(key, found);
    return found;
  };
  const planned: (Insertable<DeviceTable> | AppError)[] = [];
  for (const given of devices.bodies) {
    const body = normalizeBody(given);
    const refusal = checkFields(body) ?? (await judge(body));
    planned.push(refusal ?? toNewRow(application, body, { now, attributes }));
  }
  const rows = await insertDevices(
    tx,
    planned.flatMap((row) => (row instanceof AppError ? [] : row)),
  );
  await insertResources(tx, deviceResource, rows);
  const made = new Map(rows.map((row) => [row.id, row]));
  return planned.map((row) => (row instanceof AppError ? row : (made.get(row.id) as DeviceRow)));
}

async function refusalOf(check: () => Promise<void>): Promise<AppError | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.type === 'Validation') return error;
    throw error;
  }
}

function normalizeBody(body: DevicePost): DevicePost {
  const tags = body.tags?.map(({ key, value }) => ({ key, value: normalizeText(value) }));
  return { ...body, name: normalizeText(body.name), ...(tags ? { tags } : {}) };
}

function checkFields(body: DevicePost): AppError | undefined {
  const { attributes: _judgedForAll, ...own } = body;
  if (!ownFields.Check(own)) {
    const [error] = ownFields.Errors(own);
    const path = (error?.instancePath ?? '')
      .slice(1)
      .replaceAll(/\/(\d+)/g, '[$1]')
      .replaceAll('/', '.');
    return invalid(path || 'The device', error?.message ?? 'is not valid');
  }
  return containsUnstorableText(own) ? invalid('The device', 'must not contain U+0000 or lone surrogates') : undefined;
}
