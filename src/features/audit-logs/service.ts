import { parseQueryTime } from '../../kernel/device-time.ts';
import { notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import { pageAnswer, readPage } from '../../kernel/paging.ts';
import { cutText } from '../../kernel/text.ts';
import type { AuditEntry, AuditTrail } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { AuditLogsQuery } from './schemas.ts';
import { type AuditLogRow, findEntry, insertEntry, listEntries, sortColumns } from './store.ts';

const primaryTypes: ReadonlySet<string> = new Set(['Application', 'Dashboard', 'OrgInvite']);

/** Who changed what, when and from where. Written with each change; read by the owner of what was changed. */
export class AuditLogService implements AuditTrail {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(options: { database: Database; now: () => number }) {
    this.#database = options.database;
    this.#now = options.now;
  }

  async write(tx: Queryable, entry: AuditEntry): Promise<void> {
    const { application, target } = entry;
    const actor = describeActor(entry.actor);
    const owner = chooseOwner(entry);
    const [resource = '', action = ''] = entry.action.name.split('.');
    // The platform's words: an application, dashboard or invitation is a primary target, what is inside one a secondary.
    // An application is never inside another: a copy is told of itself, and the path names what it is a copy of.
    const isMain = target && primaryTypes.has(target.type) && (!application || target.type === 'Application');
    const inside = application && { type: 'Application', id: application.applicationId, name: null };
    const primary = isMain ? target : inside;
    const secondary = target && target !== primary ? target : undefined;
    await insertEntry(
      tx,
      {
        id: newId(),
        owner_type: owner.ownerType,
        owner_id: owner.ownerId,
        created_at: new Date(this.#now()),
        actor_type: actor.type,
        actor_id: actor.id,
        primary_type: primary?.type ?? null,
        primary_id: primary?.id ?? null,
        primary_name: primary?.name == null ? null : cutText(primary.name, 1024),
        secondary_type: secondary?.type ?? null,
        secondary_id: secondary?.id ?? null,
        secondary_name: secondary?.name == null ? null : cutText(secondary.name, 1024),
        resource,
        action,
        path_parameters: JSON.stringify(entry.parameters),
        query_parameters: JSON.stringify(entry.query),
        body: isObject(entry.body) ? JSON.stringify(entry.body) : null,
        status: entry.action.success,
        address: entry.address,
        request_id: entry.requestId,
      },
      actor,
    );
  }

  async list(owner: OwnerRef, query: AuditLogsQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: [],
      defaultSort: 'creationDate',
      defaultSortDirection: 'desc',
    });
    const now = this.#now();
    const { rows, totalCount } = await listEntries(this.#database.kysely, owner, {
      page,
      start: query.start === undefined ? undefined : new Date(parseQueryTime(query.start, now)),
      end: query.end === undefined ? undefined : new Date(parseQueryTime(query.end, now)),
      filter: query.auditLogFilter ?? {},
    });
    return {
      ...pageAnswer(rows.map(toAuditLog), totalCount, page),
      ...ownerField(owner),
      _type: 'auditLogs',
      _links: { self: { href: pathOf(owner) } },
    };
  }

  async get(owner: OwnerRef, id: string) {
    const row = await findEntry(this.#database.kysely, owner, id.toLowerCase());
    if (!row) throw notFound('Audit log');
    return toAuditLog(row);
  }
}

interface Actor {
  readonly type: 'User' | 'ApiToken' | 'Device' | 'Flow';
  readonly id: string;
  /** Where it is not to be looked up. */
  readonly name?: string;
  readonly table: 'user_directory' | 'access_token_name' | 'device_directory';
}

function describeActor(actor: AuditEntry['actor']): Actor {
  if (actor.kind === 'person' || (actor.kind === 'user' && actor.via === 'user')) {
    return { type: 'User', id: actor.userId, table: 'user_directory' };
  }
  if (actor.kind === 'device') return { type: 'Device', id: actor.deviceId, table: 'device_directory' };
  if (actor.kind === 'application' && actor.flow) {
    return { type: 'Flow', id: actor.flow.flowId, name: actor.flow.name, table: 'access_token_name' };
  }
  return { type: 'ApiToken', id: actor.tokenId, table: 'access_token_name' };
}

/** The record that an entry belongs to: as the feature says, else that of the path's owner, else the caller's own. */
function chooseOwner({ owner, application, organization, actor }: AuditEntry): OwnerRef {
  if (owner) return owner;
  if (application) return application;
  if (organization) return { ownerType: 'organization', ownerId: organization.organizationId };
  if (actor.kind === 'user' || actor.kind === 'person') return { ownerType: 'user', ownerId: actor.userId };
  if (actor.kind === 'organization') return { ownerType: 'organization', ownerId: actor.organizationId };
  throw new Error('a change outside any application or organization needs an owner');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownerField({ ownerType, ownerId }: OwnerRef) {
  return ownerType === 'organization' ? { orgId: ownerId } : { userId: ownerId };
}

function pathOf({ ownerType, ownerId }: OwnerRef): string {
  return ownerType === 'organization' ? `/orgs/${ownerId}/audit-logs` : '/me/audit-logs';
}

function toAuditLog(row: AuditLogRow) {
  const owner = { ownerType: row.owner_type, ownerId: row.owner_id };
  return {
    id: row.id,
    auditLogId: row.id,
    creationDate: row.created_at.toISOString(),
    ...ownerField(owner),
    ...(row.primary_type === null ? {} : { primaryTargetType: row.primary_type }),
    ...(row.primary_id === null ? {} : { primaryTargetId: row.primary_id }),
    ...(row.primary_name === null ? {} : { primaryTargetName: row.primary_name }),
    ...(row.secondary_type === null ? {} : { secondaryTargetType: row.secondary_type }),
    ...(row.secondary_id === null ? {} : { secondaryTargetId: row.secondary_id }),
    ...(row.secondary_name === null ? {} : { secondaryTargetName: row.secondary_name }),
    actorId: row.actor_id,
    actorType: row.actor_type,
    actorName: row.actor_name,
    requestResource: row.resource,
    requestAction: row.action,
    requestPathParams: row.path_parameters,
    requestQueryParams: row.query_parameters,
    ...(row.body === null ? {} : { requestBody: row.body as Record<string, unknown> }),
    responseStatus: row.status,
    requestAddress: row.address,
    requestId: row.request_id,
    _type: 'auditLog' as const,
    _links: { self: { href: `${pathOf(owner)}/${row.id}` } },
  };
}
