import { parseQueryTime } from '../../kernel/device-time.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { CallbackPolicy } from '../../platform/http/callback.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { hashSecret } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { checkDeviceQuery, type DeviceService } from '../devices/index.ts';
import { checkDelivery, type Delivery, describeCaller, requireRoom } from './admission.ts';
import type { ExportKinds } from './kinds.ts';
import type { DevicesRequest, StatesRequest } from './lines.ts';
import { objectKey, toExport } from './representation.ts';
import type { ExportRights } from './rights.ts';
import type { ExportRunner } from './runner.ts';
import type { DataExport, DeviceExportQuery, DevicesExportPost } from './schemas.ts';
import {
  deleteExport,
  filterColumns,
  findEmail,
  findExportById,
  findExportByToken,
  insertExport,
  listExports,
  sortColumns,
} from './store.ts';

/** Data as CSV files that are written in the background and fetched by a link (`docs/exports.md`). */
export class ExportService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #runner: ExportRunner;
  readonly #rights: ExportRights;
  readonly #store: ObjectStore;
  readonly #secrets: SecretBox;
  readonly #mailer: Mailer;
  readonly #callbackPolicy: CallbackPolicy;
  readonly #kinds: ExportKinds;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    devices: DeviceService;
    runner: ExportRunner;
    rights: ExportRights;
    store: ObjectStore;
    secrets: SecretBox;
    mailer: Mailer;
    callbackPolicy: CallbackPolicy;
    kinds: ExportKinds;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#runner = options.runner;
    this.#rights = options.rights;
    this.#store = options.store;
    this.#secrets = options.secrets;
    this.#mailer = options.mailer;
    this.#callbackPolicy = options.callbackPolicy;
    this.#kinds = options.kinds;
    this.#now = options.now;
  }

  /** What one device has reported. @throws AppError Validation, or Throttled when too many exports are under way */
  async exportDevice(
    application: ApplicationRef,
    principal: Principal,
    deviceId: string,
    query: DeviceExportQuery,
    { baseUrl }: { baseUrl: string },
  ) {
    const device = await this.#devices.require(application, principal, deviceId, 'read');
    const range = this.#readRange(query);
    const request: StatesRequest = {
      ...range,
      deviceIds: [device.deviceId],
      includeId: true,
      includeDate: true,
      guardFormulas: query.guardFormulas === 'true',
    };
    return this.#start(application, principal, { kind: 'states', request, delivery: query, baseUrl });
  }

  /** What the devices that ids, tags or a query name have reported, as far as the caller may read them. */
  async exportData(
    application: ApplicationRef,
    principal: Principal,
    body: DataExport,
    { baseUrl }: { baseUrl: string },
  ) {
    const { deviceIds, deviceTags, deviceQuery, attributes, options } = body;
    if (!deviceIds && !deviceTags && !deviceQuery) {
      throw invalid('deviceIds', 'or deviceTags or deviceQuery is required');
    }
    const range = this.#readRange(body);
    const devices = await this.#devices.select(application, principal, { deviceIds, deviceTags, deviceQuery });
    const request: StatesRequest = {
      ...range,
      deviceIds: devices.map(({ deviceId }) => deviceId),
      ...(attributes ? { attributes } : {}),
      includeId: options?.includeID ?? true,
      includeDate: options?.includeDate ?? true,
      guardFormulas: options?.guardFormulas ?? false,
    };
    return this.#start(application, principal, { kind: 'states', request, delivery: body, baseUrl });
  }

  /** The devices themselves: all, or those that a query selects. */
  async exportDevices(
    application: ApplicationRef,
    principal: Principal,
    body: NonNullable<DevicesExportPost>,
    { baseUrl }: { baseUrl: string },
  ) {
    if (body.query !== undefined) checkDeviceQuery(body.query, 'query');
    const { query, guardFormulas = false } = body;
    const request: DevicesRequest = { ...(query === undefined ? {} : { query }), guardFormulas };
    return this.#start(application, principal, { kind: 'devices', request, delivery: body, baseUrl });
  }

  /** The exports that are kept, the newest first. Devices see their own exports only. */
  async list({ applicationRowId, applicationId }: ApplicationRef, principal: Principal, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'creationDate',
      defaultSortDirection: 'desc',
    });
    const own = principal.kind === 'device' ? describeCaller(principal) : undefined;
    const { rows, totalCount } = await listExports(this.#database.kysely, applicationRowId, page, own);
    return {
      ...pageAnswer(
        rows.map((row) => toExport(row, applicationId, this.#secrets)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'exports' as const,
      _links: { self: { href: `/applications/${applicationId}/exports` } },
    };
  }

  /** How far an export is. */
  async get(application: ApplicationRef, principal: Principal, exportId: string) {
    const row = await this.#find(application, principal, exportId);
    return toExport(row, application.applicationId, this.#secrets);
  }

  /** Takes an export back: its link no longer works, and its file is removed; one that is under way comes to nothing. */
  async delete(
    application: ApplicationRef,
    principal: Principal,
    exportId: string,
    change: Change,
  ): Promise<{ success: true }> {
    const row = await this.#find(application, principal, exportId);
    await inTransaction(this.#database, async (tx) => {
      await deleteExport(tx, row.data_export_row_id);
      await change.record(tx, { target: { type: 'Export', id: row.id, name: row.kind } });
    });
    // A file that stays behind after a crash here belongs to no export, and the next cleaning takes it.
    await this.#store.delete(objectKey(row.id));
    return { success: true };
  }

  async #find({ applicationRowId }: ApplicationRef, principal: Principal, exportId: string) {
    const row = await findExportById(this.#database.kysely, applicationRowId, exportId.toLowerCase());
    if (!row || (principal.kind === 'device' && row.requested_by !== describeCaller(principal))) {
      throw notFound('Export');
    }
    return row;
  }

  /** The file that a link's token opens, while whoever asked for it could ask again. */
  async open(token: string) {
    const row = await findExportByToken(this.#database.kysely, hashSecret(token));
    if (row?.state !== 'done' || !row.expires_at || row.expires_at.getTime() <= this.#now()) {
      throw notFound('Export');
    }
    if ((await this.#rights.findEnd(row)) === undefined) throw notFound('Export');
    const key = objectKey(row.id);
    const found = await this.#store.stat(key);
    if (!found) throw notFound('Export');
    const { contentType, extension } = this.#kinds.typeOf(row.kind);
    const name = `${row.kind}-${row.id}.${extension}`;
    return { name, contentType, bytes: found.bytes, body: this.#store.read(key) };
  }

  #readRange(query: { start?: number; end?: number }): { start: number; end: number } {
    const now = this.#now();
    const start = parseQueryTime(query.start ?? 1, now, 'start');
    const end = parseQueryTime(query.end ?? 0, now, 'end');
    if (start > end) throw invalid('start', 'must not be after end');
    return { start, end };
  }

  async #start(
    { applicationRowId }: ApplicationRef,
    principal: Principal,
    wanted: {
      kind: 'states' | 'devices';
      request: StatesRequest | DevicesRequest;
      delivery: Delivery;
      baseUrl: string;
    },
  ): Promise<{ success: true; jobId: string }> {
    const { email, callbackUrl } = await this.#readDelivery(principal, wanted.delivery);
    const id = newId();
    const row = {
      id,
      application_row_id: applicationRowId,
      kind: wanted.kind,
      requested_by: describeCaller(principal),
      access_token_id: principal.tokenId,
      request: JSON.stringify(wanted.request),
      base_url: wanted.baseUrl,
      email: email ?? null,
      callback_url: callbackUrl ?? null,
      created_at: new Date(this.#now()),
    };
    await inTransaction(this.#database, async (tx) => {
      await requireRoom(tx, applicationRowId);
      await insertExport(tx, row);
      this.#runner.wakeAfter(tx);
    });
    return { success: true, jobId: id };
  }

  /** Where the link goes: as asked for; else, where mail is set up, to the person who asked. */
  async #readDelivery(principal: Principal, { email, callbackUrl }: Delivery): Promise<Delivery> {
    checkDelivery({ email, callbackUrl }, { mailer: this.#mailer, callbackPolicy: this.#callbackPolicy });
    if (email || callbackUrl || principal.kind !== 'user' || principal.via !== 'user' || !this.#mailer.isConfigured) {
      return { email: email || undefined, callbackUrl: callbackUrl || undefined };
    }
    const own = await findEmail(this.#database.kysely, principal.userRowId);
    return { email: own };
  }
}
