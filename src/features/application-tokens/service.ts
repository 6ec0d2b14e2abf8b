import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { AppEvents } from '../../kernel/events.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { ApplicationRef } from '../../platform/http/gatekeeper.ts';
import type { AccessService } from '../access/index.ts';
import { addResource, removeResource, updateResource } from '../search/index.ts';
import type { TokenPatch, TokenPost } from './schemas.ts';
import { canGrant, isApplicationScope } from './scopes.ts';
import {
  deleteToken,
  filterColumns,
  findCreatorName,
  findToken,
  listTokens,
  sortColumns,
  type TokenRow,
  updateToken,
} from './store.ts';

/** API tokens of an application: what programs use to reach that one application. */
export class ApplicationTokenService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #bus: Bus<AppEvents>;
  readonly #now: () => number;

  constructor(options: { database: Database; access: AccessService; bus: Bus<AppEvents>; now: () => number }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list({ applicationKey, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listTokens(this.#database.kysely, applicationKey, page);
    const items = rows.map((row) => toApiToken(row, applicationId));
    return {
      ...pageAnswer(items, totalCount, page),
      ownerId: applicationId,
      ownerType: 'application',
      _type: 'apiTokens',
      _links: { self: { href: `/applications/${applicationId}/tokens` } },
    };
  }

  /** The answer is the one time that the token itself is shown. A token never gets more than its creator holds. */
  async create({ applicationKey, applicationId }: ApplicationRef, creator: Principal, body: TokenPost) {
    const scopes = body.scope ?? ['all.Application'];
    if (scopes.length === 0) throw invalid('scope', 'must name at least one scope');
    const unknown = scopes.find((scope) => !isApplicationScope(scope));
    if (unknown !== undefined) throw invalid('scope', `names no scope that an application token can have: ${unknown}`);
    const beyond = scopes.find((scope) => !canGrant(creator.scopes, scope));
    if (beyond !== undefined) throw new AppError('Forbidden', `The token may not give more than it holds: ${beyond}`);
    const expiresAt = body.expirationDate === undefined ? null : new Date(body.expirationDate);
    if (expiresAt && expiresAt.getTime() <= this.#now()) throw invalid('expirationDate', 'must be in the future');
    return this.#database.kysely.transaction().execute(async (tx) => {
      const byUser = creator.kind === 'user' && creator.via === 'user';
      const creatorName = await findCreatorName(tx, byUser ? creator : { tokenId: creator.tokenId });
      const { id, token } = await this.#access.issueToken(tx, {
        kind: 'applicationApi',
        scopes,
        applicationKey,
        expiresAt,
        creator: {
          type: byUser ? 'user' : 'apiToken',
          id: byUser ? creator.userId : creator.tokenId,
          name: creatorName,
        },
        name: body.name,
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.status === undefined ? {} : { status: body.status }),
      });
      await addResource(tx, {
        applicationKey,
        type: 'applicationApiToken',
        id,
        name: body.name,
        descriptor: body.description ?? '',
      });
      const row = await findToken(tx, applicationKey, id);
      if (!row) throw notFound('API token');
      return { ...toApiToken(row, applicationId), token };
    });
  }

  async get({ applicationKey, applicationId }: ApplicationRef, id: string) {
    const row = await findToken(this.#database.kysely, applicationKey, id.toLowerCase());
    if (!row) throw notFound('API token');
    return toApiToken(row, applicationId);
  }

  async patch({ applicationKey, applicationId }: ApplicationRef, id: string, body: TokenPatch) {
    const row = await this.#database.kysely.transaction().execute(async (tx) => {
      const changed = await updateToken(tx, applicationKey, id.toLowerCase(), {
        ...body,
        updated_at: new Date(this.#now()),
      });
      if (!changed) throw notFound('API token');
      await updateResource(tx, {
        applicationKey,
        type: 'applicationApiToken',
        id: changed.id,
        name: changed.name,
        descriptor: changed.description,
      });
      return changed;
    });
    if (body.status === 'inactive') this.#bus.emit('token.revoked', { tokenId: row.id });
    return toApiToken(row, applicationId);
  }

  async delete({ applicationKey }: ApplicationRef, id: string): Promise<{ success: true }> {
    const row = await this.#database.kysely.transaction().execute(async (tx) => {
      const deleted = await deleteToken(tx, applicationKey, id.toLowerCase());
      if (!deleted) throw notFound('API token');
      await removeResource(tx, { applicationKey, type: 'applicationApiToken', id: deleted.id });
      return deleted;
    });
    this.#bus.emit('token.revoked', { tokenId: row.id });
    return { success: true };
  }
}

function toApiToken(row: TokenRow, applicationId: string) {
  return {
    id: row.id,
    apiTokenId: row.id,
    ownerId: applicationId,
    ownerType: 'application' as const,
    creatorId: row.creator_id,
    creatorType: row.creator_type,
    creatorName: row.creator_name,
    name: row.name,
    description: row.description,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    ...(row.expires_at === null ? {} : { expirationDate: row.expires_at.toISOString() }),
    scope: row.scopes,
    status: row.status,
    _type: 'apiToken' as const,
    _links: { self: { href: `/applications/${applicationId}/tokens/${row.id}` } },
  };
}
