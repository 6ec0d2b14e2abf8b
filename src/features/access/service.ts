import { LRUCache } from 'lru-cache';
import { type Action, parametersOf } from '../../kernel/actions.ts';
import { isId, newId, normalizeId } from '../../kernel/ids.ts';
import type { ApplicationRef, OrganizationRef, OwnerRef } from '../../kernel/owner.ts';
import { allowsAction, isRoleAtLeast, needsAdministrator, type Role, roleFor } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus, Listeners } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { Gatekeeper, Reached } from '../../platform/http/gatekeeper.ts';
import type { WatchedAccess } from '../../platform/http/replay-stream.ts';
import type { Resource } from '../../platform/resources/resource.ts';
import { hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import { toPrincipal } from './principals.ts';
import { SharedChecks } from './shared-checks.ts';
import { SharedReads } from './shared-reads.ts';
import { findApplication, findMembership, findTokens, insertToken } from './store.ts';
import type { TokenUse } from './token-use.ts';
import { watchAccess } from './watch.ts';

/** What a new token may be; the rest of its row follows from it. */
export interface TokenGrant {
  readonly kind: 'user' | 'userApi' | 'organizationApi' | 'applicationApi' | 'device';
  readonly scopes: readonly string[];
  readonly userRowId?: number;
  /** Of a token of a user: the user's generation of tokens when it was proven who asks. */
  readonly userGeneration?: number;
  readonly organizationRowId?: number;
  readonly applicationRowId?: number;
  readonly deviceRowId?: number;
  readonly accessKeyRowId?: number;
  readonly expiresAt: Date | null;
  readonly creator: { readonly type: string; readonly id: string; readonly name: string };
  readonly name?: string;
  readonly description?: string;
  readonly status?: 'active' | 'inactive';
  /** The network (`networkOf`) that a person logged in from. */
  readonly from?: string;
}

interface Membership {
  readonly organization: OrganizationRef;
  readonly role: Role;
  /** What overrides the role, by application id. */
  readonly applicationRoles: ReadonlyMap<string, Role>;
  /** What overrides both, by dashboard id. */
  readonly dashboardRoles: ReadonlyMap<string, Role>;
}

/** Callers and applications remembered at most; a hit saves two queries, a miss costs them. */
const cacheSize = 20_000;
/** Remembered at most this long even if no event says otherwise. */
const cacheTtlMs = 60_000;

/**
 * Who is calling and what they reach: the one place that decides (semantics.md, "Who calls: tokens and scopes").
 * What it has found is cached; events on the bus drop what is no longer true, so revocation works at once on this node, and with its notification on others.
 */
export class AccessService implements Gatekeeper {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #principals = new LRUCache<string, Principal>({ max: cacheSize, ttl: cacheTtlMs });
  readonly #applications = new LRUCache<string, ApplicationRef>({ max: cacheSize, ttl: cacheTtlMs });
  readonly #memberships = new LRUCache<string, Membership>({ max: cacheSize, ttl: cacheTtlMs });
  readonly #use: TokenUse;
  readonly #checks = new SharedChecks();
  /** Tokens of streams by id, of which many are looked at again when something has changed. */
  readonly #tokens = new SharedReads(async (ids: readonly string[]) => {
    const rows = await findTokens(this.#database.kysely, 'id', ids);
    return new Map(rows.map((row) => [row.tokenId, row]));
  });
  /** Tokens of requests by hash: after a restart, or a change of an organization, those of all its members come at once. */
  readonly #bearers = new SharedReads(async (hashes: readonly string[]) => {
    const asked = hashes.map((hash) => Buffer.from(hash, 'base64'));
    const rows = await findTokens(this.#database.kysely, 'hash', asked);
    return new Map(rows.map((row) => [Buffer.from(row.hash).toString('base64'), row]));
  });
  #generation = 0;

  constructor(options: { database: Database; bus: Bus; use: TokenUse; now: () => number }) {
    this.#use = options.use;
    this.#database = options.database;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  /** What drops cached results that are no longer true. */
  get listens(): Listeners {
    return {
      'token.revoked': ({ tokenId }) => this.#forget((principal) => principal.tokenId === tokenId),
      'key.changed': ({ accessKeyRowId }) =>
        this.#forget((principal) => principal.kind === 'device' && principal.accessKeyRowId === accessKeyRowId),
      'device.changed': ({ deviceId }) =>
        this.#forget((principal) => principal.kind === 'device' && principal.deviceId === deviceId),
      'user.changed': ({ userId }) =>
        this.#forget((principal) => principal.kind === 'user' && principal.userId === userId),
      'organization.changed': ({ organizationId }) => {
        this.#forget((principal) => principal.kind === 'organization' && principal.organizationId === organizationId);
        for (const [key, membership] of this.#memberships) {
          if (membership.organization.organizationId === organizationId) this.#memberships.delete(key);
        }
      },
      'application.changed': ({ applicationId }) => this.#forgetApplication(applicationId),
      'application.deleted': ({ applicationId }) => {
        this.#forgetApplication(applicationId);
        this.#forget((principal) => 'applicationId' in principal && principal.applicationId === applicationId);
      },
      'caches.stale': () => {
        this.#generation += 1;
        this.#principals.clear();
        this.#applications.clear();
        this.#memberships.clear();
      },
    };
  }

  #forget(matches: (principal: Principal) => boolean): void {
    // A lookup that is under way may have read the old truth: the generation keeps it out of the cache.
    this.#generation += 1;
    for (const [hash, principal] of this.#principals) if (matches(principal)) this.#principals.delete(hash);
  }

  #forgetApplication(applicationId: string): void {
    this.#generation += 1;
    this.#applications.delete(applicationId);
  }

  async authenticate(token: string): Promise<Principal | undefined> {
    const hash = hashSecret(token).toString('base64');
    const cached = this.#principals.get(hash);
    const principal = cached ?? (await this.#readPrincipal(hash));
    if (!principal || principal.expiresAt <= this.#now()) return undefined;
    this.#use.note(principal.tokenId);
    return principal;
  }

  async #readPrincipal(hash: string): Promise<Principal | undefined> {
    const generation = this.#generation;
    const principal = toPrincipal(await this.#bearers.find(hash), this.#now());
    if (principal && generation === this.#generation) this.#principals.set(hash, principal);
    return principal;
  }

  async reach(principal: Principal, resource: Resource, id: string): Promise<Reached | undefined> {
    if (resource.type === 'application') return this.reachApplication(principal, id);
    if (resource.type === 'organization') return this.reachOrganization(principal, id);
    if (resource.parent === 'owner') return this.#reachOwned(principal, resource, id);
    // Users of the installation, and whatever else belongs to it: `allows` asks for an administrator. Nothing is looked up,
    // so that those who are none cannot tell what exists.
    return { role: principal.kind === 'user' && principal.administrator ? 'admin' : 'view' };
  }

  /** What a user or an organization has outside of any application. */
  async #reachOwned(principal: Principal, resource: Resource, id: string): Promise<Reached | undefined> {
    const owner = await resource.findOwner?.(this.#database.kysely, id);
    const role = owner ? await this.roleWithOwner(principal, owner, id) : 'none';
    return owner && role !== 'none' ? { role, owner } : undefined;
  }

  /**
   * What the caller is to something of an owner whose owner is known already; 'none' when it must not see it.
   * The narrowest that is set counts: for the resource itself, for the application that it belongs to, for the member.
   */
  async roleWithOwner(
    principal: Principal,
    { ownerType, ownerId, applicationId }: OwnerRef & { readonly applicationId?: string },
    id: string,
  ): Promise<Role> {
    if (ownerType === 'user') return principal.kind === 'user' && principal.userId === ownerId ? 'admin' : 'none';
    const membership = await this.reachOrganization(principal, ownerId);
    if (!membership) return 'none';
    // An admin could lift any limit set on itself, so none is pretended.
    if (membership.role === 'admin') return 'admin';
    const inApplication = applicationId === undefined ? undefined : membership.applicationRoles.get(applicationId);
    return membership.dashboardRoles.get(id) ?? inApplication ?? membership.role;
  }

  /**
   * An application, if an owner can read it at this moment: its own, and for a user those of the organizations that it is a
   * member of. For what reads with its owner's authority, such as dashboards.
   */
  async reachAsOwner(
    { ownerType, ownerId, userRowId }: OwnerRef & { readonly userRowId: number | null },
    applicationId: string,
  ): Promise<ApplicationRef | undefined> {
    const application = isId(applicationId) ? await this.#findApplication(normalizeId(applicationId)) : undefined;
    if (!application) return undefined;
    if (application.ownerType === ownerType && application.ownerId === ownerId) return application;
    if (application.ownerType === 'user' || ownerType === 'organization' || userRowId === null) return undefined;
    const membership = await this.#findMembership(userRowId, application.ownerId);
    if (!membership) return undefined;
    const role = membership.applicationRoles.get(application.applicationId) ?? membership.role;
    return role === 'none' && membership.role !== 'admin' ? undefined : application;
  }

  /** The bearer of a token as it is now; undefined when it no longer works. */
  async findBearer(tokenId: string): Promise<Principal | undefined> {
    return toPrincipal(await this.#tokens.find(tokenId), this.#now());
  }

  async reachApplication(principal: Principal, applicationId: string) {
    if (!isId(applicationId)) return undefined;
    const application = await this.#findApplication(normalizeId(applicationId));
    if (!application) return undefined;
    const role = await this.#roleIn(principal, application);
    return role === 'none' ? undefined : { application, role };
  }

  async reachOrganization(principal: Principal, organizationId: string): Promise<Membership | undefined> {
    if (!isId(organizationId)) return undefined;
    const id = normalizeId(organizationId);
    if (principal.kind === 'user') return this.#findMembership(principal.userRowId, id);
    if (principal.kind !== 'organization' || principal.organizationId !== id) return undefined;
    const organization = { organizationRowId: principal.organizationRowId, organizationId: id };
    return { organization, role: 'admin', applicationRoles: new Map(), dashboardRoles: new Map() };
  }

  allows(principal: Principal, action: Action, role: Role | undefined): boolean {
    if (!allowsAction(principal.kind, principal.scopes, action)) return false;
    if (needsAdministrator(action) && !(principal.kind === 'user' && principal.administrator)) return false;
    // Without a role nothing was reached, so only what names nothing is open.
    if (role === undefined) return parametersOf(action.path).length === 0;
    return isRoleAtLeast(role, roleFor(action));
  }

  /** What the caller is to the application; 'none' when it must not see it. */
  async #roleIn(principal: Principal, application: ApplicationRef): Promise<Role> {
    const { ownerType, ownerId, applicationId } = application;
    switch (principal.kind) {
      case 'user': {
        if (ownerType === 'user') return ownerId === principal.userId ? 'admin' : 'none';
        const membership = await this.#findMembership(principal.userRowId, ownerId);
        if (!membership) return 'none';
        // An admin could lift any limit set on itself, so none is pretended.
        if (membership.role === 'admin') return 'admin';
        return membership.applicationRoles.get(applicationId) ?? membership.role;
      }
      case 'organization':
        return ownerType === 'organization' && ownerId === principal.organizationId ? 'admin' : 'none';
      // Their scopes alone limit what they may do with the one application that they belong to.
      case 'application':
      case 'device':
        return principal.applicationId === applicationId ? 'admin' : 'none';
    }
  }

  /**
   * Makes a bearer token and returns it; only its hash is kept, so this is the one time it can be shown.
   * Runs on the given transaction so that the token and what it belongs to appear together.
   */
  async issueToken(db: Queryable, grant: TokenGrant): Promise<{ id: string; token: string }> {
    const token = `sb_${randomSecret()}`;
    const id = newId();
    const now = new Date(this.#now());
    await insertToken(db, {
      id,
      hash: hashSecret(token),
      kind: grant.kind,
      user_row_id: grant.userRowId ?? null,
      user_generation: grant.userGeneration ?? 0,
      organization_row_id: grant.organizationRowId ?? null,
      created_from: grant.from ?? null,
      application_row_id: grant.applicationRowId ?? null,
      device_row_id: grant.deviceRowId ?? null,
      access_key_row_id: grant.accessKeyRowId ?? null,
      scopes: JSON.stringify(grant.scopes),
      name: grant.name ?? '',
      description: grant.description ?? '',
      status: grant.status ?? 'active',
      creator_type: grant.creator.type,
      creator_id: grant.creator.id,
      creator_name: grant.creator.name,
      expires_at: grant.expiresAt,
      last_used_at: null,
      created_at: now,
      updated_at: now,
    });
    return { id, token };
  }

  /**
   * Calls back once when the caller may no longer use the action on the application: token revoked or expired, password
   * or role changed, key changed, user, device, organization or application deleted or transferred. Open streams end on
   * it. Returns the function that stops watching.
   */
  watchAccess(call: WatchedAccess, onLost: () => void): () => void {
    const isStillAllowed = () => this.#checks.ask(checkKey(call), () => this.#isStillAllowed(call));
    return watchAccess({ ...call, bus: this.#bus, now: this.#now, isStillAllowed }, onLost);
  }

  async #isStillAllowed(call: WatchedAccess): Promise<boolean> {
    const principal = await this.findAllowed({ ...call, tokenId: call.principal.tokenId });
    if (!principal) return false;
    await call.device?.require(principal);
    return true;
  }

  /**
   * The bearer of a token as it is now, if it may use the action on the application: what a new request with the token
   * would be told. For what goes on after the request that began it: streams, exports.
   */
  async findAllowed(call: { tokenId: string; applicationId: string; action: Action }): Promise<Principal | undefined> {
    const principal = toPrincipal(await this.#tokens.find(call.tokenId), this.#now());
    const reached = principal && (await this.reachApplication(principal, call.applicationId));
    return principal && reached && this.allows(principal, call.action, reached.role) ? principal : undefined;
  }

  async #findApplication(applicationId: string): Promise<ApplicationRef | undefined> {
    const cached = this.#applications.get(applicationId);
    if (cached) return cached;
    const generation = this.#generation;
    const application = await findApplication(this.#database.kysely, applicationId);
    if (application && generation === this.#generation) this.#applications.set(applicationId, application);
    return application;
  }

  async #findMembership(userRowId: number, organizationId: string): Promise<Membership | undefined> {
    const key = `${userRowId} ${organizationId}`;
    const cached = this.#memberships.get(key);
    if (cached) return cached;
    const generation = this.#generation;
    const row = await findMembership(this.#database.kysely, organizationId, userRowId);
    if (!row?.role) return undefined;
    const membership: Membership = {
      organization: { organizationRowId: row.organizationRowId, organizationId: row.organizationId },
      role: row.role,
      applicationRoles: new Map((row.applicationRoles ?? []).map(({ resourceId, role }) => [resourceId, role])),
      dashboardRoles: new Map((row.dashboardRoles ?? []).map(({ resourceId, role }) => [resourceId, role])),
    };
    if (generation === this.#generation) this.#memberships.set(key, membership);
    return membership;
  }
}

/** Two streams with the same key may both go on, or neither. */
function checkKey({ principal, applicationId, action, device }: WatchedAccess): string {
  return [principal.tokenId, applicationId, action.name, device?.deviceId].join(' ');
}
