import { LRUCache } from 'lru-cache';
import { type Action, allowsAction } from '../../kernel/actions.ts';
import type { AppEvents } from '../../kernel/events.ts';
import { isId, newId } from '../../kernel/ids.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { ApplicationRef, Gatekeeper } from '../../platform/http/gatekeeper.ts';
import { hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import { findApplication, findToken, insertToken } from './store.ts';

/** What a new token may be; the rest of its row follows from it. */
export interface TokenGrant {
  readonly kind: 'user' | 'userApi' | 'applicationApi' | 'device';
  readonly scopes: readonly string[];
  readonly userKey?: number;
  readonly applicationKey?: number;
  readonly deviceKey?: number;
  readonly accessKeyKey?: number;
  readonly expiresAt: Date | null;
  readonly creator: { readonly type: string; readonly id: string; readonly name: string };
  readonly name?: string;
  readonly description?: string;
  readonly status?: 'active' | 'inactive';
}

interface OwnedApplication extends ApplicationRef {
  readonly ownerType: 'user' | 'organization';
  readonly ownerId: string;
}

/** Callers and applications remembered at most; a hit saves two queries, a miss costs them. */
const cacheSize = 20_000;
/** Remembered at most this long even if no event says otherwise. */
const cacheTtlMs = 60_000;

/**
 * Who is calling and what they reach: the one place that decides (semantics.md, "Who calls: tokens and scopes").
 * Answers are cached; events on the bus drop what is no longer true, so revocation works at once on this node.
 */
export class AccessService implements Gatekeeper {
  readonly #database: Database;
  readonly #bus: Bus<AppEvents>;
  readonly #now: () => number;
  readonly #principals = new LRUCache<string, Principal>({ max: cacheSize, ttl: cacheTtlMs });
  readonly #applications = new LRUCache<string, OwnedApplication>({ max: cacheSize, ttl: cacheTtlMs });
  #generation = 0;

  constructor(options: { database: Database; bus: Bus<AppEvents>; now: () => number }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  start(): void {
    const forget = (matches: (principal: Principal) => boolean): void => {
      // A lookup that is under way may have read the old truth: the generation keeps it out of the cache.
      this.#generation += 1;
      for (const [hash, principal] of this.#principals) if (matches(principal)) this.#principals.delete(hash);
    };
    this.#bus.on('token.revoked', ({ tokenId }) => forget((principal) => principal.tokenId === tokenId));
    this.#bus.on('key.changed', ({ accessKeyKey }) =>
      forget((principal) => principal.kind === 'device' && principal.accessKeyKey === accessKeyKey),
    );
    this.#bus.on('device.changed', ({ deviceId, deleted }) => {
      if (deleted) forget((principal) => principal.kind === 'device' && principal.deviceId === deviceId);
    });
    this.#bus.on('application.changed', ({ applicationId }) => this.#forgetApplication(applicationId));
    this.#bus.on('application.deleted', ({ applicationId }) => {
      this.#forgetApplication(applicationId);
      forget((principal) => principal.kind !== 'user' && principal.applicationId === applicationId);
    });
  }

  #forgetApplication(applicationId: string): void {
    this.#generation += 1;
    this.#applications.delete(applicationId);
  }

  async authenticate(token: string): Promise<Principal | undefined> {
    const hash = hashSecret(token);
    const cacheKey = hash.toString('base64');
    const cached = this.#principals.get(cacheKey);
    if (cached) return cached.expiresAt > this.#now() ? cached : undefined;
    const generation = this.#generation;
    const principal = toPrincipal(await findToken(this.#database.kysely, hash), this.#now());
    if (principal && generation === this.#generation) this.#principals.set(cacheKey, principal);
    return principal;
  }

  async reachApplication(principal: Principal, applicationId: string): Promise<ApplicationRef | undefined> {
    if (!isId(applicationId)) return undefined;
    const application = await this.#findApplication(applicationId.toLowerCase());
    if (!application) return undefined;
    const reaches =
      principal.kind === 'user'
        ? application.ownerType === 'user' && application.ownerId === principal.userId
        : principal.applicationId === application.applicationId;
    return reaches ? application : undefined;
  }

  allows(principal: Principal, action: Action): boolean {
    return allowsAction(principal.scopes, action);
  }

  /**
   * Makes a bearer token and answers it; only its hash is kept, so this is the one time it can be shown.
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
      user_key: grant.userKey ?? null,
      application_key: grant.applicationKey ?? null,
      device_key: grant.deviceKey ?? null,
      access_key_key: grant.accessKeyKey ?? null,
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
   * Calls back once when the caller loses its access to the application: token revoked or expired, key changed, device
   * or application deleted. Open streams end on it. Answers the function that stops watching.
   */
  watchAccess(principal: Principal, applicationId: string, onLost: () => void): () => void {
    const stops: (() => void)[] = [];
    const lose = (): void => {
      stop();
      onLost();
    };
    stops.push(
      this.#bus.on('token.revoked', (event) => event.tokenId === principal.tokenId && lose()),
      this.#bus.on('application.deleted', (event) => event.applicationId === applicationId && lose()),
    );
    if (principal.kind === 'device') {
      stops.push(
        this.#bus.on('key.changed', (event) => event.accessKeyKey === principal.accessKeyKey && lose()),
        this.#bus.on('device.changed', (event) => event.deleted && event.deviceId === principal.deviceId && lose()),
      );
    }
    if (Number.isFinite(principal.expiresAt)) {
      // Node's timers hold at most 2^31-1 ms; a stream open for 24 days may be asked to reconnect.
      const timer = setTimeout(lose, Math.min(principal.expiresAt - this.#now(), 2 ** 31 - 1));
      stops.push(() => clearTimeout(timer));
    }
    const stop = (): void => {
      for (const each of stops.splice(0)) each();
    };
    return stop;
  }

  async #findApplication(applicationId: string): Promise<OwnedApplication | undefined> {
    const cached = this.#applications.get(applicationId);
    if (cached) return cached;
    const generation = this.#generation;
    const application = await findApplication(this.#database.kysely, applicationId);
    if (application && generation === this.#generation) this.#applications.set(applicationId, application);
    return application;
  }
}

type TokenRow = NonNullable<Awaited<ReturnType<typeof findToken>>>;

/** A row as a caller, or undefined when its token, or whatever the token stands for, no longer works. */
function toPrincipal(row: TokenRow | undefined, now: number): Principal | undefined {
  const expiresAt = row?.expiresAt ? row.expiresAt.getTime() : Number.POSITIVE_INFINITY;
  if (row?.status !== 'active' || expiresAt <= now) return undefined;
  const bearer = { tokenId: row.tokenId, scopes: new Set(row.scopes), expiresAt };
  switch (row.kind) {
    case 'user':
    case 'userApi':
      if (row.userKey === null || row.userId === null) return undefined;
      return {
        ...bearer,
        kind: 'user',
        via: row.kind === 'user' ? 'user' : 'apiToken',
        userKey: row.userKey,
        userId: row.userId,
      };
    case 'applicationApi':
      if (row.applicationId === null) return undefined;
      return { ...bearer, kind: 'application', via: 'apiToken', applicationId: row.applicationId };
    case 'device': {
      const { applicationId, deviceId, deviceKey, accessKeyKey } = row;
      if (applicationId === null || deviceId === null || deviceKey === null || accessKeyKey === null) return undefined;
      if (row.keyStatus !== 'active') return undefined;
      const restricted = (row.keyDeviceIds?.length ?? 0) > 0 || (row.keyDeviceTags?.length ?? 0) > 0;
      return { ...bearer, kind: 'device', via: 'device', applicationId, deviceId, deviceKey, accessKeyKey, restricted };
    }
    default:
      return undefined;
  }
}
