import { randomUUID } from 'node:crypto';
import { checkCustomTopics } from '../../kernel/custom-topics.ts';
import { notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { TagPair } from '../../kernel/tags.ts';
import { tagsMatch } from '../../kernel/tags.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, insertResources, removeResource, updateResource } from '../../platform/resources/changes.ts';
import { equalSecrets, hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import { applicationKeyResource } from './resource.ts';
import type { KeyPatch, KeyPost } from './schemas.ts';
import {
  type AccessKeyRow,
  deleteKey,
  type FoundKey,
  filterColumns,
  findKey,
  findKeyByName,
  insertKey,
  insertKeys,
  listKeys,
  sortColumns,
  updateKey,
} from './store.ts';

/** What a key allows the devices that use it. */
export interface KeyGrant {
  readonly accessKeyRowId: number;
  /** The key itself; it is no secret. */
  readonly key: string;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly deviceIds: readonly string[];
  readonly deviceTags: readonly { key?: string; value?: string }[];
  readonly filterType: string;
  readonly pubTopics: readonly string[];
  readonly subTopics: readonly string[];
}

/** What came of checking a key with its secret; `applicationId` is that of the key, where there is such a key. */
export type KeyCheck =
  | { readonly grant: KeyGrant }
  | { readonly refused: 'unknown' }
  | { readonly refused: 'inactive' | 'secret'; readonly applicationId: string };

/** Access keys: the credentials that the devices of one application share (semantics.md, "MQTT"). */
export class ApplicationKeyService {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { database: Database; bus: Bus; now: () => number }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'creationDate',
      defaultSortDirection: 'desc',
    });
    const { rows, totalCount } = await listKeys(this.#database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toKey(row, applicationId)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'applicationKeys',
      _links: { self: { href: `/applications/${applicationId}/keys` } },
    };
  }

  /** The answer is the one time that the secret is shown. */
  async create(application: ApplicationRef, body: KeyPost, change: Change) {
    checkCustomTopics(body);
    return inTransaction(this.#database, async (tx) => {
      return this.insert(tx, application, body, randomSecret(), change);
    });
  }

  /** Inserts a key with a given secret on the given transaction. */
  async insert(
    tx: Queryable,
    application: Pick<ApplicationRef, 'applicationRowId' | 'applicationId'>,
    body: KeyPost,
    secret: string,
    change?: Change,
  ) {
    const row = await insertKey(tx, this.#toNewRow(application, body, secret));
    await insertResource(tx, applicationKeyResource, row, { change });
    return { ...toKey(row, application.applicationId), secret };
  }

  /**
   * Makes a key for each of the devices that only it may use, in one statement, on the given transaction; the caller records
   * the change. The secrets are shown here and nowhere else.
   */
  async insertForDevices(
    tx: Queryable,
    application: Pick<ApplicationRef, 'applicationRowId'>,
    deviceIds: readonly string[],
    { description }: { readonly description: string },
  ): Promise<ReadonlyMap<string, { readonly key: string; readonly secret: string }>> {
    const made = deviceIds.map((deviceId) => {
      const secret = randomSecret();
      return { deviceId, secret, row: this.#toNewRow(application, { deviceIds: [deviceId], description }, secret) };
    });
    const rows = await insertKeys(
      tx,
      made.map(({ row }) => row),
    );
    await insertResources(tx, applicationKeyResource, rows);
    return new Map(made.map(({ deviceId, secret, row }) => [deviceId, { key: row.key, secret }]));
  }

  #toNewRow({ applicationRowId }: Pick<ApplicationRef, 'applicationRowId'>, body: KeyPost, secret: string) {
    const now = new Date(this.#now());
    return {
      id: newId(),
      application_row_id: applicationRowId,
      key: randomUUID() as string,
      secret_hash: hashSecret(secret),
      status: 'active' as const,
      description: body.description ?? '',
      device_ids: JSON.stringify(body.deviceIds ?? []),
      device_tags: JSON.stringify(body.deviceTags ?? []),
      filter_type: body.filterType ?? 'all',
      pub_topics: JSON.stringify(body.pubTopics ?? []),
      sub_topics: JSON.stringify(body.subTopics ?? []),
      created_at: now,
      updated_at: now,
    };
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findKey(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound('Application key');
    return toKey(row, applicationId);
  }

  async patch({ applicationRowId, applicationId }: ApplicationRef, id: string, body: KeyPatch, change: Change) {
    checkCustomTopics(body);
    const row = await inTransaction(this.#database, async (tx) => {
      const changed = await updateKey(tx, applicationRowId, id, {
        ...(body.status === undefined ? {} : { status: body.status }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.filterType === undefined ? {} : { filter_type: body.filterType }),
        ...(body.pubTopics === undefined ? {} : { pub_topics: JSON.stringify(body.pubTopics) }),
        ...(body.subTopics === undefined ? {} : { sub_topics: JSON.stringify(body.subTopics) }),
        updated_at: new Date(this.#now()),
      });
      if (!changed) throw notFound('Application key');
      await updateResource(tx, applicationKeyResource, changed, { change });
      // A new description changes nothing for connected devices; anything else may have taken something from them.
      if (Object.keys(body).some((field) => field !== 'description')) {
        this.#bus.announce(tx, 'key.changed', { applicationId, accessKeyRowId: changed.access_key_row_id });
      }
      return changed;
    });
    return toKey(row, applicationId);
  }

  async delete(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    change: Change,
  ): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteKey(tx, applicationRowId, id);
      if (!deleted) throw notFound('Application key');
      await removeResource(tx, applicationKeyResource, deleted, { change });
      this.#bus.announce(tx, 'key.changed', { applicationId, accessKeyRowId: deleted.access_key_row_id });
    });
    return { success: true };
  }

  /** The grant of an active key whose secret is right. What was wrong otherwise is for logs, not for the caller. */
  async verify(key: string, secret: string): Promise<KeyCheck> {
    const row = await findKeyByName(this.#database.kysely, key);
    if (!row) return { refused: 'unknown' };
    const applicationId = row.application_id;
    if (!equalSecrets(row.secret_hash, hashSecret(secret))) return { refused: 'secret', applicationId };
    if (row.status !== 'active') return { refused: 'inactive', applicationId };
    return { grant: toGrant(row) };
  }

  /** The grant of a key that has been verified before; undefined when it is not there or not active any more. */
  async findGrant(key: string): Promise<KeyGrant | undefined> {
    const row = await findKeyByName(this.#database.kysely, key);
    return row?.status === 'active' ? toGrant(row) : undefined;
  }
}

function toGrant(row: FoundKey): KeyGrant {
  return {
    accessKeyRowId: row.access_key_row_id,
    key: row.key,
    applicationRowId: row.application_row_id,
    applicationId: row.application_id,
    deviceIds: row.device_ids,
    deviceTags: row.device_tags,
    filterType: row.filter_type,
    pubTopics: row.pub_topics,
    subTopics: row.sub_topics,
  };
}

/** Whether the key may be used by this device: any listed id or any listed tag; a key that lists nothing serves all. */
export function grantCovers(grant: KeyGrant, device: { id: string; tags: readonly TagPair[] }): boolean {
  if (grant.deviceIds.length === 0 && grant.deviceTags.length === 0) return true;
  return grant.deviceIds.includes(device.id) || tagsMatch([...device.tags], [...grant.deviceTags]);
}

/** A key that names certain devices reaches nothing beyond them. */
export function isRestricted(grant: KeyGrant): boolean {
  return grant.deviceIds.length > 0 || grant.deviceTags.length > 0;
}

function toKey(row: AccessKeyRow, applicationId: string) {
  return {
    id: row.id,
    applicationKeyId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    key: row.key,
    status: row.status,
    deviceIds: row.device_ids,
    deviceTags: row.device_tags,
    description: row.description,
    filterType: row.filter_type as 'all' | 'whitelist' | 'blacklist' | 'none',
    pubTopics: row.pub_topics,
    subTopics: row.sub_topics,
    _type: 'applicationKey' as const,
    _links: { self: { href: `/applications/${applicationId}/keys/${row.id}` } },
  };
}
