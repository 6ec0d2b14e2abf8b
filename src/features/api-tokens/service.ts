import type { Action } from '../../kernel/actions.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import { isScopeFor } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import { toDate } from '../../kernel/time-text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { ActionCall } from '../../platform/http/action-router.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { AccessService, TokenUse } from '../access/index.ts';
import type { TokenOwner } from './owners.ts';
import type { TokenPatch, TokenPost } from './schemas.ts';
import { findActionBeyond } from './scopes.ts';
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

/** API tokens: what programs use to reach an application, an organization, or all that a person reaches. */
export class ApiTokenService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #actions: readonly Action[];
  readonly #use: TokenUse;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    access: AccessService;
    actions: readonly Action[];
    use: TokenUse;
    bus: Bus;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#actions = options.actions;
    this.#use = options.use;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list(owner: TokenOwner, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'name',
    });
    await this.#use.flush();
    const { rows, totalCount } = await listTokens(this.#database.kysely, owner, page);
    const items = rows.map((row) => toApiToken(row, owner));
    return {
      ...pageAnswer(items, totalCount, page),
      ownerId: owner.ownerId,
      ownerType: owner.ownerType,
      _type: 'apiTokens',
      _links: { self: { href: owner.path } },
    };
  }

  /**
   * The answer is the one time that the token itself is shown. A token never opens more than its creator may do itself.
   *
   * @throws AppError Forbidden naming the first action that goes beyond
   */
  async create(
    owner: TokenOwner,
    { principal, role, change }: Pick<ActionCall<unknown, unknown>, 'principal' | 'role' | 'change'>,
    body: TokenPost,
  ) {
    const scopes = body.scope ?? [owner.defaultScope];
    if (scopes.length === 0) throw invalid('scope', 'must name at least one scope');
    for (const scope of scopes) {
      if (!isScopeFor(owner.bearer, scope, this.#actions)) {
        throw invalid('scope', `contains a scope that a token of the ${owner.ownerType} cannot have: ${scope}`);
      }
      const beyond = findActionBeyond({ principal, role }, owner.bearer, scope, this.#actions);
      if (beyond) {
        throw new AppError(
          'Forbidden',
          `The scope ${scope} would allow ${beyond.name}, which the caller itself may not do`,
        );
      }
    }
    const expiresAt = this.#readExpiry(principal, body.expirationDate);
    return inTransaction(this.#database, async (tx) => {
      const byUser = principal.kind === 'user' && principal.via === 'user';
      const creatorName = await findCreatorName(tx, byUser ? principal : { tokenId: principal.tokenId });
      const { id, token } = await this.#access.issueToken(tx, {
        kind: owner.kind,
        scopes,
        ...(owner.ownerType === 'application' ? { applicationRowId: owner.key } : {}),
        ...(owner.ownerType === 'organization' ? { organizationRowId: owner.key } : {}),
        ...(owner.ownerType === 'user' && principal.kind === 'user'
          ? { userRowId: owner.key, userGeneration: principal.generation }
          : {}),
        expiresAt,
        creator: {
          type: byUser ? 'user' : 'apiToken',
          id: byUser ? principal.userId : principal.tokenId,
          name: creatorName,
        },
        name: body.name,
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.status === undefined ? {} : { status: body.status }),
      });
      const row = await findToken(tx, owner, id);
      if (!row) throw notFound('API token');
      await insertResource(tx, owner.resource, row, { change });
      return { ...toApiToken(row, owner), token };
    });
  }

  /** As asked for; never later than the end of the token that asks, which is also what nothing means. */
  #readExpiry({ grantsUntil }: Principal, wanted: string | undefined): Date | null {
    const limit = Number.isFinite(grantsUntil) ? new Date(grantsUntil) : null;
    if (wanted === undefined) return limit;
    const expiresAt = toDate(wanted);
    if (expiresAt.getTime() <= this.#now()) throw invalid('expirationDate', 'must be in the future');
    if (limit && expiresAt > limit) {
      const end = limit.toISOString();
      throw invalid('expirationDate', `must not be after ${end}, when the token that asks for it expires`);
    }
    return expiresAt;
  }

  async get(owner: TokenOwner, id: string) {
    await this.#use.flush();
    const row = await findToken(this.#database.kysely, owner, id);
    if (!row) throw notFound('API token');
    return toApiToken(row, owner);
  }

  async patch(owner: TokenOwner, id: string, body: TokenPatch, change: Change) {
    const row = await inTransaction(this.#database, async (tx) => {
      const changed = await updateToken(tx, owner, id, { ...body, updated_at: new Date(this.#now()) });
      if (!changed) throw notFound('API token');
      await updateResource(tx, owner.resource, changed, { change });
      if (body.status === 'inactive') this.#bus.announce(tx, 'token.revoked', { tokenId: changed.id });
      return changed;
    });
    return toApiToken(row, owner);
  }

  async delete(owner: TokenOwner, id: string, change: Change): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteToken(tx, owner, id);
      if (!deleted) throw notFound('API token');
      await removeResource(tx, owner.resource, deleted, { change });
      this.#bus.announce(tx, 'token.revoked', { tokenId: deleted.id });
    });
    return { success: true };
  }
}

function toApiToken(row: TokenRow, owner: TokenOwner) {
  return {
    id: row.id,
    apiTokenId: row.id,
    ownerId: owner.ownerId,
    ownerType: owner.ownerType,
    creatorId: row.creator_id,
    creatorType: row.creator_type,
    creatorName: row.creator_name,
    name: row.name,
    description: row.description,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    ...(row.expires_at === null ? {} : { expirationDate: row.expires_at.toISOString() }),
    ...(row.last_used_at === null ? {} : { lastUsed: row.last_used_at.toISOString() }),
    scope: row.scopes,
    status: row.status,
    _type: 'apiToken' as const,
    _links: { self: { href: `${owner.path}/${row.id}` } },
  };
}
