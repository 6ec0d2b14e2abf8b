import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { containsUnstorableText } from '../../kernel/json-text.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { TagPattern } from '../../kernel/tags.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { settle } from '../../platform/database/journal-settling.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { insertResource } from '../../platform/resources/changes.ts';
import { type Limits, limitReached } from '../limits/index.ts';
import type { StoredAttribute } from './attributes.ts';
import { changeDevice, checkRelations, retireDevice } from './changes.ts';
import { readLastConnections } from './connection-info.ts';
import { compileDeviceQuery, parseDeviceQuery } from './device-query.ts';
import { type DeviceDirectory, type DeviceProfile, toProfile } from './directory.ts';
import { listNames, type NameQuestion } from './names.ts';
import { makeDevices, toNewRow } from './new-devices.ts';
import { sendPurge } from './purge.ts';
import { type ActableDevice, type DeviceIntent, reachDevice } from './reach.ts';
import { toDevice } from './representation.ts';
import { deviceResource } from './resource.ts';
import type { DevicePatch, DevicePost, DevicesQuery } from './schemas.ts';
import {
  type DeviceRow,
  type DeviceSelection,
  filterColumns,
  insertDevice,
  listDevices,
  listDevicesAfter,
  lockDevice,
  readDevice,
  reportSorts,
  selectDeviceIds,
  sortColumns,
} from './store.ts';

/** Hears of a device in the transaction that creates it, and who has made it. */
export type DeviceCreationListener = (
  tx: Queryable,
  device: DeviceProfile,
  maker: Principal | undefined,
) => Promise<void>;

/** The most devices that one query may address. */
export const maxSelectedDevices = 10_000;
/** What those of them may weigh that have to be read; several hundred thousand ordinary attributes. */
const maxSelectedBytes = 64 * 1024 * 1024;
/** Devices of one read where all are walked through. */
const devicesPerPage = 100;

/** Devices and what they are: name, class, tags and attributes. What they report is another feature's business. */
export class DeviceService {
  readonly #database: Database;
  readonly #directory: DeviceDirectory;
  readonly #limits: Limits;
  readonly #bus: Bus;
  readonly #jobs: Jobs;
  readonly #now: () => number;
  readonly #creationListeners: DeviceCreationListener[] = [];

  constructor(options: {
    database: Database;
    directory: DeviceDirectory;
    limits: Limits;
    bus: Bus;
    jobs: Jobs;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#directory = options.directory;
    this.#limits = options.limits;
    this.#bus = options.bus;
    this.#jobs = options.jobs;
    this.#now = options.now;
  }

  /** @param principal who looks; undefined: the server itself, for what reads with an owner's authority */
  async list(
    { applicationRowId, applicationId }: ApplicationRef,
    principal: Principal | undefined,
    query: DevicesQuery,
  ) {
    const page = readPage(query, {
      sortFields: [...Object.keys(sortColumns), ...reportSorts],
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { deviceClass, tagFilter, sortAttribute } = query;
    if (page.sortField === 'lastValue' && sortAttribute === undefined) {
      throw invalid('sortAttribute', 'must name the attribute whose last value sorts');
    }
    const parentId = query.parentId;
    const onlyIds = principal?.kind === 'device' && principal.restricted ? [principal.deviceId] : undefined;
    // An advanced query takes the place of all other filters (the client's documentation of `devices.get`).
    const advanced = query.query ? parseDeviceQuery(query.query, 'query') : undefined;
    const { filterField: _field, filter: _filter, ...unfiltered } = page;
    const narrow = advanced
      ? { condition: compileDeviceQuery(advanced, 'query', applicationRowId) }
      : { deviceClasses: deviceClass, tagFilter, parentId };
    if (reportSorts.some((sort) => sort === page.sortField)) await settle(this.#database, 'settle_last_values');
    const { rows, totalCount } = await listDevices(
      this.#database.kysely,
      applicationRowId,
      advanced ? unfiltered : page,
      { ...narrow, onlyIds, sortAttribute },
    );
    return {
      ...pageAnswer(
        await this.#represent(rows, applicationId, !isSet(query.excludeConnectionInfo)),
        totalCount,
        advanced ? unfiltered : page,
      ),
      applicationId,
      ...(advanced ? { query: advanced } : {}),
      // The platform's schema has room for one class only.
      ...(advanced || deviceClass?.length !== 1 ? {} : { deviceClass: deviceClass[0] }),
      ...(advanced || tagFilter === undefined ? {} : { tagFilter }),
      ...(advanced || parentId === undefined ? {} : { parentId }),
      _type: 'devices',
      _links: { self: { href: `/applications/${applicationId}/devices` } },
    };
  }

  /** Has the listener called in the transaction that creates a device, but for many at once; when features are created. */
  onCreation(listener: DeviceCreationListener): void {
    this.#creationListeners.push(listener);
  }

  async create(application: ApplicationRef, body: DevicePost, change: Change, maker?: Principal) {
    const row = await inTransaction(this.#database, async (tx) => {
      const made = await this.insert(tx, application, body, change);
      const profile = toProfile(made, application.applicationId);
      for (const listener of this.#creationListeners) await listener(tx, profile, maker);
      return made;
    });
    return toDevice(row, application.applicationId, { connection: [] });
  }

  /** Inserts a device on the given transaction. */
  async insert(
    tx: Queryable,
    { applicationRowId }: { applicationRowId: number },
    body: DevicePost,
    change?: Change,
  ): Promise<DeviceRow> {
    await checkRelations(tx, applicationRowId, body.deviceClass ?? 'standalone', body);
    const row = await insertDevice(tx, toNewRow({ applicationRowId }, body, { now: new Date(this.#now()) }));
    await insertResource(tx, deviceResource, row, { change });
    await this.#limits.requireWithin(tx, applicationRowId, 'devices');
    return row;
  }

  /** As `makeDevices`, with the time of this server's clock; those for which the application has no room are left out too. */
  async insertMany(
    tx: Queryable,
    application: { readonly applicationRowId: number },
    devices: { readonly attributes: NonNullable<DevicePost['attributes']>; readonly bodies: readonly DevicePost[] },
  ): Promise<(DeviceRow | AppError)[]> {
    const { applicationRowId } = application;
    const room = Math.max(0, await this.#limits.roomFor(tx, applicationRowId, 'devices'));
    const { bodies } = devices;
    const made = await makeDevices(
      tx,
      application,
      { ...devices, bodies: bodies.slice(0, room) },
      new Date(this.#now()),
    );
    if (bodies.length <= room) {
      await this.#limits.requireWithin(tx, applicationRowId, 'devices');
      return made;
    }
    const { limit } = (await this.#limits.of(applicationRowId, tx)).devices;
    return [...made, ...bodies.slice(room).map(() => limitReached('devices', limit))];
  }

  async get(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    query: { excludeConnectionInfo?: string },
  ) {
    const row = await readDevice(this.#database, application.applicationRowId, deviceId);
    if (!row) throw notFound('Device');
    checkReach(principal, toProfile(row, application.applicationId), 'read');
    return this.#representOne(row, application.applicationId, !isSet(query.excludeConnectionInfo));
  }

  async patch(
    { applicationRowId, applicationId }: ApplicationRef,
    deviceId: string,
    body: DevicePatch,
    change: Change,
  ) {
    const row = await inTransaction(this.#database, async (tx) => {
      const current = await lockDevice(tx, applicationRowId, deviceId);
      if (!current) throw notFound('Device');
      this.#bus.announce(tx, 'device.changed', { applicationId, deviceId, deleted: false });
      return changeDevice(tx, current, body, new Date(this.#now()), change);
    });
    return this.#representOne(row, applicationId, true);
  }

  async delete(
    { applicationRowId, applicationId }: ApplicationRef,
    deviceId: string,
    change: Change,
  ): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const current = await lockDevice(tx, applicationRowId, deviceId);
      if (!current) throw notFound('Device');
      const released = await retireDevice(tx, current, new Date(this.#now()), change);
      for (const id of released)
        this.#bus.announce(tx, 'device.changed', { applicationId, deviceId: id, deleted: false });
      this.#bus.announce(tx, 'device.changed', { applicationId, deviceId, deleted: true });
      await sendPurge(tx, this.#jobs, current.device_row_id);
    });
    return { success: true };
  }

  /** The device that a path names, if the caller may do with it what it wants. @throws AppError NotFound or Forbidden */
  async require(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    intent: DeviceIntent,
  ): Promise<DeviceProfile> {
    const row = await readDevice(this.#database, application.applicationRowId, deviceId);
    if (!row) throw notFound('Device');
    const profile = toProfile(row, application.applicationId);
    checkReach(principal, profile, intent);
    return profile;
  }

  /**
   * The devices that ids, tags and an advanced query address (a union), leaving out those that the caller may not read.
   * Without a caller, all.
   *
   * @throws AppError Validation when the query breaks a rule, or they are too many
   */
  async select(
    application: Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>,
    principal: Principal | undefined,
    selection: {
      deviceIds?: readonly string[];
      deviceTags?: readonly TagPattern[];
      deviceQuery?: unknown;
      query?: unknown;
    },
  ): Promise<DeviceProfile[]> {
    const { deviceIds = [], deviceTags, query } = selection;
    const deviceQuery = selection.deviceQuery ?? query;
    const profiles =
      deviceTags || deviceQuery !== undefined
        ? await this.#search(application, {
            deviceIds: deviceIds.map((id) => id.toLowerCase()),
            deviceTags,
            condition:
              deviceQuery === undefined
                ? undefined
                : compileDeviceQuery(
                    deviceQuery,
                    query === undefined ? 'deviceQuery' : 'query',
                    application.applicationRowId,
                  ),
          })
        : await this.#directory.findAllIn(application, deviceIds, { maxBytes: maxSelectedBytes });
    checkCount(profiles.length);
    return principal ? profiles.filter((profile) => reachDevice(principal, profile, 'read') === 'allowed') : profiles;
  }

  /** Those of the devices that there are still, or that the caller may still read. */
  async findAll(
    application: Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>,
    deviceIds: readonly string[],
    principal?: Principal,
  ): Promise<DeviceProfile[]> {
    const found = await this.#directory.findAllIn(application, deviceIds);
    return principal ? found.filter((profile) => reachDevice(principal, profile, 'read') === 'allowed') : found;
  }

  async #search(
    application: Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>,
    selection: DeviceSelection,
  ): Promise<DeviceProfile[]> {
    const { applicationRowId } = application;
    const ids = await selectDeviceIds(this.#database.kysely, applicationRowId, selection, maxSelectedDevices + 1);
    checkCount(ids.length);
    return this.#directory.findAllIn(application, ids, { maxBytes: maxSelectedBytes });
  }

  /** All devices of an application, or those that an advanced query selects, as the API returns them, a page at a time. */
  async *walk(applicationRowId: number, applicationId: string, query: unknown) {
    const condition = query === undefined ? undefined : compileDeviceQuery(query, 'query', applicationRowId);
    for (let afterKey = 0; ; ) {
      const rows = await listDevicesAfter(this.#database.kysely, applicationRowId, {
        condition,
        afterKey,
        limit: devicesPerPage,
      });
      const last = rows.at(-1);
      if (!last) return;
      yield await this.#represent(rows, applicationId, true);
      if (rows.length < devicesPerPage) return;
      afterKey = last.device_row_id;
    }
  }

  /** The keys under which a device has kept values of attributes with these names, of those that it has no more too. */
  async attributeKeys(deviceRowId: number, names: readonly string[]): Promise<string[]> {
    const row = await this.#database.kysely
      .selectFrom('device')
      .where('device_row_id', '=', deviceRowId)
      .select('attributes')
      .executeTakeFirst();
    const stored = (row?.attributes ?? []) as StoredAttribute[];
    return stored.filter(({ name }) => names.includes(name)).map(({ key }) => String(key));
  }

  /** What the devices' tags and attributes are called: at most 1000 names, in order. */
  async listNames(
    { applicationRowId }: ApplicationRef,
    what: NameQuestion,
    query: { query?: string; startsWith?: string },
  ): Promise<string[]> {
    const condition = query.query
      ? compileDeviceQuery(parseDeviceQuery(query.query, 'query'), 'query', applicationRowId)
      : undefined;
    if (containsUnstorableText([query.startsWith, what])) {
      throw new AppError('Validation', 'The query must not contain U+0000 or lone surrogates');
    }
    return listNames(this.#database.kysely, applicationRowId, what, { condition, startsWith: query.startsWith });
  }

  async #represent(rows: readonly DeviceRow[], applicationId: string, withConnection: boolean) {
    const connections = withConnection
      ? await readLastConnections(
          this.#database,
          rows.filter(({ connected }) => connected !== null).map((row) => row.device_row_id),
        )
      : undefined;
    return rows.map((row) =>
      toDevice(row, applicationId, { connection: connections && (connections.get(row.device_row_id) ?? []) }),
    );
  }

  async #representOne(row: DeviceRow, applicationId: string, withConnection: boolean) {
    const [device] = await this.#represent([row], applicationId, withConnection);
    return device;
  }
}

/**
 * Refuses what the caller may not do with the device; the rule is `reachDevice`.
 *
 * @throws AppError NotFound when the caller may not even know of the device, Forbidden when it may
 */
export function checkReach(principal: Principal, device: ActableDevice, intent: DeviceIntent): void {
  const reach = reachDevice(principal, device, intent);
  if (reach === 'absent') throw notFound('Device');
  if (reach === 'forbidden') throw new AppError('Forbidden', 'A device may only act as itself and its peripherals');
}

function isSet(flag: string | undefined): boolean {
  return flag !== undefined && flag !== 'false' && flag !== '0' && flag !== '';
}

function checkCount(devices: number): void {
  if (devices <= maxSelectedDevices) return;
  throw new AppError('Validation', `The query must not select more than ${maxSelectedDevices} devices`);
}
