import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import { readDateTime } from '../../kernel/time-text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource } from '../../platform/resources/changes.ts';
import { hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import type { DeviceService } from '../devices/index.ts';
import { toPageLink } from './representation.ts';
import { pageLinkResource } from './resource.ts';
import type { PageLinkPost } from './schemas.ts';
import {
  countLinks,
  deleteExpired,
  deleteLink,
  filterColumns,
  findLink,
  insertLink,
  listLinks,
  sortColumns,
} from './store.ts';

const dayMs = 86_400_000;
/** A link that works for ever is one that nobody remembers. */
const longestMs = 366 * dayMs;
/** An expired link is listed for a month, so that somebody who asks why it has stopped is told. */
const keptMs = 30 * dayMs;
/** Of one application: more could not be looked through by whoever wants to revoke one. */
const maxLinks = 1_000;

/** Page links as people make, list and revoke them (resources.md, "Page links"). */
export class PageLinkService {
  readonly #database: Database;
  readonly #devices: DeviceService;
  readonly #now: () => number;

  constructor(options: { database: Database; devices: DeviceService; now: () => number }) {
    this.#database = options.database;
    this.#devices = options.devices;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listLinks(this.#database.kysely, applicationRowId, page);
    const now = this.#now();
    return {
      ...pageAnswer(
        rows.map((row) => toPageLink(row, { applicationId, now })),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'pageLinks',
      _links: { self: { href: `/applications/${applicationId}/page-links` } },
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findLink(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(pageLinkResource.label);
    return toPageLink(row, { applicationId, now: this.#now() });
  }

  /**
   * Makes a link to devices that the caller may read. Its token is in this response alone.
   *
   * @throws AppError Validation for a time that is past or too far, for no devices, and for devices that are not there
   */
  async create(application: ApplicationRef, principal: Principal, body: PageLinkPost, change: Change) {
    const { applicationRowId, applicationId } = application;
    const now = this.#now();
    const expires = this.#readExpiry(body.expires, now);
    const deviceIds = [...new Set(body.deviceIds)];
    await this.#checkDevices(application, principal, deviceIds, body.deviceTags ?? []);
    const token = randomSecret();
    const row = await inTransaction(this.#database, async (tx) => {
      await takeTurn(tx, 'page links', applicationRowId);
      await deleteExpired(tx, applicationRowId, new Date(now - keptMs));
      if ((await countLinks(tx, applicationRowId)) >= maxLinks) {
        throw new AppError('Validation', `An application may have ${maxLinks} page links`);
      }
      const inserted = await insertLink(tx, {
        id: newId(),
        application_row_id: applicationRowId,
        name: body.name,
        view: body.view ?? '',
        device_ids: JSON.stringify(deviceIds),
        device_tags: JSON.stringify(body.deviceTags ?? []),
        attributes: body.attributes === undefined ? null : JSON.stringify(body.attributes),
        token_hash: hashSecret(token),
        expires_at: new Date(expires),
        created_at: new Date(now),
        updated_at: new Date(now),
      });
      await insertResource(tx, pageLinkResource, inserted);
      await change.record(tx);
      return inserted;
    });
    return { ...toPageLink(row, { applicationId, now }), token };
  }

  /** From then on nobody is let in by it; pages that are open find out at their next question. */
  async delete({ applicationRowId }: ApplicationRef, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteLink(tx, applicationRowId, id);
      if (!deleted) throw notFound(pageLinkResource.label);
      await removeResource(tx, pageLinkResource, deleted);
      await change.record(tx);
    });
    return { success: true };
  }

  #readExpiry(text: string, now: number): number {
    const expires = readDateTime(text);
    if (expires <= now) throw invalid('expires', 'must be in the future');
    if (expires > now + longestMs) throw invalid('expires', 'must be within 366 days');
    return expires;
  }

  async #checkDevices(
    application: ApplicationRef,
    principal: Principal,
    deviceIds: readonly string[],
    deviceTags: NonNullable<PageLinkPost['deviceTags']>,
  ): Promise<void> {
    if (deviceIds.length + deviceTags.length === 0) throw invalid('deviceIds', 'or deviceTags is required');
    const found = new Set(
      (await this.#devices.select(application, principal, { deviceIds })).map(({ deviceId }) => deviceId),
    );
    const missing = deviceIds.findIndex((id) => !found.has(id));
    if (missing >= 0) {
      throw invalid(`deviceIds[${missing}]`, `${deviceIds[missing]} is not a device of the application`);
    }
  }
}
