import { Breather } from '../../kernel/breather.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import type {
  BundleApplication,
  BundleExport,
  BundleFields,
  BundleImport,
  BundleKind,
  BundleRecord,
  PresentRecord,
} from '../../platform/bundles/bundle-kind.ts';
import { pickFields, recordCheck, refusalOf } from '../../platform/bundles/check-record.ts';
import type { ImportSteps } from '../../platform/bundles/import-steps.ts';
import { nameOf } from '../../platform/bundles/named-rows.ts';
import { isPlaceholder, placeholder } from '../../platform/bundles/placeholders.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { countResources, nameResources } from '../../platform/resources/changes.ts';
import type { Limits } from '../limits/index.ts';
import { planAttributes } from './attributes.ts';
import { changeDevice, checkRelations } from './changes.ts';
import { toNewRow } from './new-devices.ts';
import { isGateway } from './reach.ts';
import { toDevice } from './representation.ts';
import { deviceResource } from './resource.ts';
import { type DevicePost, devicePost } from './schemas.ts';
import { insertDevices, listDevicesAfter, lockDevice, lockUnnamed } from './store.ts';

/** Devices that one statement reads. */
const devicesAtOnce = 200;
/** Devices that one statement inserts: on the embedded database everybody waits for it. */
const insertedAtOnce = 50;
/** Devices that search learns of in one transaction: other work on the embedded database waits for no longer than this takes. */
const namedAtOnce = 50;
/** Devices of an export: as many records as a bundle may have. */
const maxDevices = 20_000;

const check = recordCheck<DevicePost>(devicePost);

interface PlannedDevice {
  readonly record: BundleRecord;
  readonly body: DevicePost;
}

/** Devices of which search is to learn, by their row ids; there may be others between them. */
interface Unnamed {
  readonly from: number;
  readonly to: number;
}

/** Devices of bundles: `devices.yaml`, in which a system's devices are its children. */
export function deviceBundleKind(parts: { bus: Bus; database: Database; limits: Limits }): BundleKind {
  return {
    resourceType: 'DeviceTree',
    type: deviceResource.type,
    label: 'devices',
    option: 'includeDevices',
    unfold: (fields) => unfold(fields, undefined),
    match: matchDevices,
    insert: (steps, records, bundle) => insertFromBundle(steps, records, bundle, parts),
    complete: (application, note, signal) => nameDevices(parts.database, application, note as Unnamed, signal),
    export: exportToBundle,
  };
}

function unfold(fields: BundleFields, parentId: string | undefined): BundleFields[] {
  const { children, ...own } = fields;
  const id = isPlaceholder(own.id) ? own.id : placeholder('device', `unnamed-${crypto.randomUUID()}`);
  const device = { ...own, id, ...(parentId === undefined ? {} : { parentId }) };
  const below = Array.isArray(children) ? children : [];
  return [
    device,
    ...below.flatMap((child) => (typeof child === 'object' && child !== null ? unfold(child as BundleFields, id) : [])),
  ];
}

async function insertFromBundle(
  steps: ImportSteps,
  records: readonly BundleRecord[],
  bundle: BundleImport,
  { bus, limits }: { bus: Bus; limits: Limits },
): Promise<void> {
  const { application, now } = bundle;
  const present: (PlannedDevice & { id: string })[] = [];
  const planned = new Map<string, PlannedDevice>();
  const breather = new Breather();
  for (const record of records) {
    await breather.rest();
    try {
      const body = check(toBody(record, bundle));
      planAttributes([], body.attributes ?? []);
      const same = record.present?.id;
      if (same === undefined) planned.set(record.id, { record, body });
      else present.push({ record, body, id: same });
    } catch (error) {
      bundle.refuse(record, refusalOf(error));
    }
  }
  await refuseUnrelated(steps, planned, bundle);
  const accepted = [...planned.values()];
  const portions = Array.from({ length: Math.ceil(accepted.length / insertedAtOnce) }, (_none, index) =>
    accepted.slice(index * insertedAtOnce, (index + 1) * insertedAtOnce),
  );
  await steps.each(portions, async (tx, some) => {
    const rows = await insertDevices(
      tx,
      some.map(({ record, body }) => ({ ...toNewRow(application, body, { now }), id: record.id })),
    );
    // Telling search takes five times as long as storing the devices.
    await countResources(tx, deviceResource, rows);
    const keys = rows.map(({ device_row_id }) => device_row_id);
    bundle.afterwards({ from: Math.min(...keys), to: Math.max(...keys) } satisfies Unnamed);
    for (const { record } of some) bundle.stored(record);
  });
  // Not one by one: of what is imported together nothing is left out for want of room.
  if (accepted.length > 0) {
    await steps.run((tx) => limits.requireWithin(tx, application.applicationRowId, 'devices'));
  }
  // Once those are there that they may be below of.
  await steps.each(present, (tx, device) => foundDevice(tx, device, { bundle, bus }));
}

/** Each is locked until search has learned of it, so that who renames or deletes it comes before that or after. */
async function nameDevices(
  database: Database,
  { applicationRowId }: BundleApplication,
  { from, to }: Unnamed,
  signal: AbortSignal,
): Promise<void> {
  for (let next: number | undefined = from; next !== undefined; ) {
    signal.throwIfAborted();
    const range: Unnamed = { from: next, to };
    const last = await inTransaction(database, async (tx) => {
      const rows = await lockUnnamed(tx, applicationRowId, range, namedAtOnce);
      await nameResources(tx, deviceResource, rows);
      return rows.at(-1)?.device_row_id;
    });
    next = last === undefined ? undefined : last + 1;
  }
}

async function foundDevice(
  tx: Queryable,
  { record, body, id }: PlannedDevice & { id: string },
  { bundle, bus }: { bundle: BundleImport; bus: Bus },
): Promise<void> {
  const { applicationId, applicationRowId } = bundle.application;
  try {
    await bundle.found(record, async () => {
      const current = await lockDevice(tx, applicationRowId, id);
      if (!current) throw notFound('Device');
      bus.announce(tx, 'device.changed', { applicationId, deviceId: id, deleted: false });
      await changeDevice(tx, current, body, bundle.now);
    });
  } catch (error) {
    bundle.refuse(record, refusalOf(error));
  }
}

function toBody(record: BundleRecord, bundle: BundleImport): BundleFields {
  const fields = { ...pickFields(record.fields, devicePost) };
  if (fields.deviceClass === 'embedded') {
    bundle.warn(record, 'has become a standalone device: this server has no class "embedded"');
    fields.deviceClass = 'standalone';
  }
  for (const name of ['gatewayId', 'parentId'] as const) {
    if (fields[name] === null) delete fields[name];
  }
  return fields;
}

/** Takes out those whose gateway or system is none, and then those that relied on them, which are looked at once more. */
async function refuseUnrelated(
  steps: ImportSteps,
  planned: Map<string, PlannedDevice>,
  bundle: BundleImport,
): Promise<void> {
  const dependents = new Map<string, string[]>();
  for (const [id, { body }] of planned) {
    for (const above of [body.gatewayId, body.parentId]) {
      if (!above) continue;
      const known = dependents.get(above);
      if (known) known.push(id);
      else dependents.set(above, [id]);
    }
  }
  const ids = [...planned.keys()];
  await steps.each(ids, async (tx, id) => {
    const device = planned.get(id);
    if (!device) return;
    const { record, body } = device;
    try {
      const outside = findOutside(id, body, planned);
      await checkRelations(tx, bundle.application.applicationRowId, body.deviceClass ?? 'standalone', outside);
    } catch (error) {
      bundle.refuse(record, refusalOf(error));
      planned.delete(id);
      ids.push(...(dependents.get(id) ?? []));
    }
  });
}

/** Of a device's relations those to devices that are there already. @throws AppError Validation for a wrong one in the bundle */
function findOutside(
  ownId: string,
  body: DevicePost,
  planned: ReadonlyMap<string, PlannedDevice>,
): Partial<DevicePost> {
  const { gatewayId, parentId, deviceClass } = body;
  const outside: Partial<DevicePost> = {};
  if (gatewayId !== undefined) {
    const gateway = planned.get(gatewayId);
    if (!gateway) outside.gatewayId = gatewayId;
    else if (deviceClass !== 'peripheral') throw invalid('gatewayId', 'is only for devices of class peripheral');
    else if (!isGateway({ deviceClass: gateway.body.deviceClass ?? 'standalone' })) {
      throw invalid('gatewayId', 'must be the id of a gateway of this application');
    }
  }
  if (parentId !== undefined && parentId !== null) {
    const parent = planned.get(parentId);
    if (!parent) outside.parentId = parentId;
    else if (parent.body.deviceClass !== 'system' || parentId === ownId) {
      throw invalid('parentId', 'must be the id of a system device of this application');
    }
  }
  return outside;
}

/**
 * By class and name, and of those of one name first the one that is below the same system: otherwise each system's pump would
 * become another one's.
 */
async function matchDevices(
  tx: Queryable,
  records: readonly BundleRecord[],
  { applicationRowId }: BundleApplication,
): Promise<Map<string, PresentRecord>> {
  const present = new Map<string, { id: string; parentId: string | null }[]>();
  for await (const row of readAll(tx, applicationRowId)) {
    const key = keyOf(row.device_class, row.name);
    const same = present.get(key);
    if (same) same.push({ id: row.id, parentId: row.parent_id });
    else present.set(key, [{ id: row.id, parentId: row.parent_id }]);
  }
  const matched = new Map<string, PresentRecord & { id: string }>();
  const take = (record: BundleRecord, mayMove: boolean): void => {
    const { parentId, deviceClass = 'standalone' } = record.fields;
    const name = nameOf(record);
    const same = present.get(keyOf(deviceClass === 'embedded' ? 'standalone' : String(deviceClass), name ?? ''));
    if (name === undefined || !same || matched.has(record.id)) return;
    const above = parentId ? (matched.get(String(parentId))?.id ?? String(parentId)) : null;
    const beside = same.findIndex((each) => each.parentId === above);
    const index = beside < 0 && mayMove ? 0 : beside;
    const [found] = index < 0 ? [] : same.splice(index, 1);
    if (found) matched.set(record.id, { id: found.id });
  };
  // In the order of the file, in which a system comes before what is below it.
  for (const record of records) take(record, false);
  for (const record of records) take(record, true);
  return matched;
}

function keyOf(deviceClass: string, name: string): string {
  return `${deviceClass} ${name}`;
}

async function* readAll(db: Queryable, applicationRowId: number) {
  for (let afterKey = 0; ; ) {
    const rows = await listDevicesAfter(db, applicationRowId, { condition: undefined, afterKey, limit: devicesAtOnce });
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < devicesAtOnce) return;
    afterKey = last.device_row_id;
  }
}

/** Those of one system by name, and among those of one name in the order in which they were made, which an import keeps. */
async function exportToBundle(
  db: Queryable,
  { applicationRowId, applicationId }: BundleApplication,
): Promise<BundleExport> {
  const devices: ReturnType<typeof toDevice>[] = [];
  for await (const row of readAll(db, applicationRowId)) {
    if (devices.length >= maxDevices) {
      throw invalid('includeDevices', `is for up to ${maxDevices} devices; signalbox export carries any number`);
    }
    devices.push(toDevice(row, applicationId, { connection: undefined }));
  }
  if (devices.length === 0) return { named: [], documents: [] };
  devices.sort((a, b) => compare(a.name, b.name));
  const ids = new Set(devices.map(({ id }) => id));
  const below = Map.groupBy(devices, ({ parentId }) => (parentId !== null && ids.has(parentId) ? parentId : ''));
  // In the order of the file, which is the order in which an import makes them: labels stay what they are.
  const named: { id: string; name: string }[] = [];
  const toTree = (parentId: string): BundleFields[] =>
    (below.get(parentId) ?? []).map((device) => {
      named.push({ id: device.id, name: device.name });
      return { ...toFields(device), children: toTree(device.id) };
    });
  const resources = toTree('');
  return { named, documents: [{ path: 'devices.yaml', resources }] };
}

function toFields(device: ReturnType<typeof toDevice>): BundleFields {
  const { id, parentId: _above, ...fields } = device;
  return { id, ...pickFields(fields, devicePost) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
