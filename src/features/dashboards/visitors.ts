import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Action } from '../../kernel/actions.ts';
import { networkOf } from '../../kernel/client-address.ts';
import { AppError, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/ids.ts';
import { parseJson } from '../../kernel/json-text.ts';
import { isRoleAtLeast, type Role } from '../../kernel/permissions.ts';
import type { Principal } from '../../kernel/principal.ts';
import { RateWindow } from '../../kernel/rate-window.ts';
import type { FailureLimiter } from '../../platform/cluster/failure-limiter.ts';
import type { Database } from '../../platform/database/database.ts';
import { clientAddressOf } from '../../platform/http/client-address.ts';
import { readBearer } from '../../platform/http/guard.ts';
import { hashSecret, verifyPassword } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { AccessService } from '../access/index.ts';
import type { Standing } from './representation.ts';
import { dashboardResource } from './resource.ts';
import { type DashboardRow, findDashboard, findPasswordHash, toOwner } from './store.ts';

/** Somebody who may see a dashboard, and what of it. */
export interface Visit {
  readonly row: DashboardRow;
  readonly standing: Standing;
  /** Undefined for those who have it only because it is shared. */
  readonly principal: Principal | undefined;
}

/** How a dashboard is asked for, besides the Authorization header. */
export interface VisitorQuery {
  readonly password?: string;
  readonly viewerToken?: string;
  /** Of an event stream, as a browser's EventSource sends it. */
  readonly token?: string;
}

/** Tries of a password, and data calls, that are let through of one dashboard and address (dashboards.md, "2. Who may see it, and what sharing opens", 8). */
const tries = { name: 'password', count: 5, windowMs: 60_000 };
const dataCalls = { count: 60, windowMs: 60_000 };
/** Windows of data calls remembered: an attacker with more addresses has the password's cost to bear. */
const maxWindows = 20_000;
/** Rows that are kept, of at most a megabyte each, and for how long: what changes one says so, but another node may say it late. */
const maxRows = 50;
const rowMs = 1_000;
/** How long the token of `dashboard.session` works. */
const sessionMs = 12 * 3600 * 1000;

/** What opens `dashboard.get`, which the table lists without scopes because some dashboards are for everybody. */
const readingScopes = [
  'all.Organization',
  'all.Organization.read',
  'all.User',
  'all.User.read',
  'dashboard.*',
  'dashboard.get',
];

/**
 * Who may see a dashboard (dashboards.md, "2. Who may see it, and what sharing opens"): members with a role, everybody
 * where it is public, and whoever has the password.
 */
export class Visitors {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #secrets: SecretBox;
  readonly #now: () => number;
  readonly #elapsed: () => number;
  /** Many look at one dashboard at the same time: its row is read once for all who come within a second. */
  readonly #rows = new LRUCache<string, Promise<DashboardRow | undefined>>({ max: maxRows, ttl: rowMs });
  /** Counts wrong passwords. */
  readonly #failures: FailureLimiter;
  readonly #calls = new LRUCache<string, RateWindow>({ max: maxWindows });

  constructor(options: {
    database: Database;
    access: AccessService;
    secrets: SecretBox;
    now: () => number;
    elapsed: () => number;
    failures: FailureLimiter;
  }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#secrets = options.secrets;
    this.#now = options.now;
    this.#elapsed = options.elapsed;
    this.#failures = options.failures;
  }

  /**
   * Lets in who may see the dashboard.
   *
   * @throws AppError NotFound for everybody else, but 401 where a password would open it; Throttled for too many tries
   */
  async admit(request: FastifyRequest, action: Action, dashboardId: string, query: VisitorQuery): Promise<Visit> {
    const principal = await this.#authenticate(request, query.token);
    const row = isId(dashboardId) ? await this.#findRow(dashboardId.toLowerCase()) : undefined;
    // The server's own browser, which draws a report.
    if (row && !principal && this.#isPrint(query.viewerToken, row.id)) {
      return { row, standing: 'view', principal: undefined };
    }
    const role = row && principal ? await this.#roleOf(principal, action, row) : undefined;
    if (row && role) return { row, standing: toStanding(role), principal };
    if (row?.is_public) return { row, standing: 'shared', principal: undefined };
    if (row?.is_password_protected && (await this.#isOpened(request, row, query))) {
      return { row, standing: 'shared', principal: undefined };
    }
    throw notFound(dashboardResource.label);
  }

  /** Drops what is remembered of a dashboard, or of all: it may be another one now. */
  forget(dashboardId?: string): void {
    if (dashboardId === undefined) this.#rows.clear();
    else this.#rows.delete(dashboardId);
  }

  #findRow(dashboardId: string): Promise<DashboardRow | undefined> {
    const known = this.#rows.get(dashboardId);
    if (known) return known;
    const asked = findDashboard(this.#database.kysely, dashboardId);
    this.#rows.set(dashboardId, asked);
    // What could not be read is asked for again.
    asked.then(
      (row) => row ?? this.#rows.delete(dashboardId),
      () => this.#rows.delete(dashboardId),
    );
    return asked;
  }

  /** Whether a visit could begin anew at this moment, with what opened it; the dashboard as it is now, read once for all its viewers. */
  async renew({ row, principal, standing }: Visit, action: Action, wasHash: string | undefined) {
    const now = await this.#findRow(row.id);
    if (!now) return undefined;
    if (principal) {
      const bearer = await this.#access.findBearer(principal.tokenId);
      const role = bearer && (await this.#roleOf(bearer, action, now));
      if (role) return { row: now, standing: toStanding(role), principal: bearer };
      return undefined;
    }
    if (now.is_public) return { row: now, standing, principal };
    const hash = await this.passwordHashOf(now);
    return hash !== undefined && hash === wasHash ? { row: now, standing, principal } : undefined;
  }

  /** As `renew`, for a visit by the path of an application. */
  async renewIn({ row, principal, standing }: Visit, action: Action, applicationId: string) {
    const now = await this.#findRow(row.id);
    if (now?.application_id !== applicationId || !principal) return undefined;
    const bearer = await this.#access.findAllowed({ tokenId: principal.tokenId, applicationId, action });
    return bearer && { row: now, standing, principal: bearer };
  }

  passwordHashOf(row: DashboardRow): Promise<string | undefined> {
    return findPasswordHash(this.#database.kysely, row.dashboard_row_id);
  }

  /** A token that opens the dashboard for half a day in place of its password. */
  async openSession(request: FastifyRequest, dashboardId: string, password: string) {
    const row = isId(dashboardId) ? await findDashboard(this.#database.kysely, dashboardId) : undefined;
    if (!row?.is_password_protected) throw notFound(dashboardResource.label);
    const hash = await this.#checkPassword(request, row, password);
    const expires = this.#now() + sessionMs;
    const viewerToken = this.#secrets.seal(JSON.stringify({ id: row.id, expires, of: fingerprint(hash) }));
    return { viewerToken, expires: new Date(expires).toISOString() };
  }

  /** Counts a call for data by somebody who is only shared with. @throws AppError Throttled */
  countCall(request: FastifyRequest, visit: Visit): void {
    if (visit.standing !== 'shared') return;
    const key = `${visit.row.id} ${networkOf(clientAddressOf(request))}`;
    const window = this.#calls.get(key) ?? new RateWindow(dataCalls);
    this.#calls.set(key, window);
    const wait = window.take(this.#elapsed());
    if (wait > 0) throw new AppError('Throttled', 'Too many calls; retry later', { retryAfter: wait / 1000 });
  }

  async #authenticate(request: FastifyRequest, queryToken: string | undefined): Promise<Principal | undefined> {
    const token = readBearer(request) ?? queryToken;
    if (token === undefined) {
      if (request.headers.authorization !== undefined) throw invalidToken();
      return undefined;
    }
    const principal = await this.#access.authenticate(token);
    // A token that does not work is not the same as none: its bearer would wonder why less is shown.
    if (!principal) throw invalidToken();
    return principal;
  }

  async #roleOf(principal: Principal, action: Action, row: DashboardRow): Promise<Role | undefined> {
    const owner = { ...toOwner(row), ...(row.application_id === null ? {} : { applicationId: row.application_id }) };
    const role = await this.#access.roleWithOwner(principal, owner, row.id);
    const reads = { ...action, scopes: readingScopes, reads: true };
    return role !== 'none' && this.#access.allows(principal, reads, role) ? role : undefined;
  }

  async #isOpened(request: FastifyRequest, row: DashboardRow, query: VisitorQuery): Promise<boolean> {
    if (query.viewerToken !== undefined) {
      const hash = await findPasswordHash(this.#database.kysely, row.dashboard_row_id);
      if (this.#isSession(query.viewerToken, row.id, hash)) return true;
      throw new AppError('Unauthorized', 'The session of the dashboard has ended; its password is asked for again');
    }
    if (query.password === undefined) throw new AppError('Unauthorized', 'A password opens the dashboard');
    await this.#checkPassword(request, row, query.password);
    return true;
  }

  /** @throws AppError Unauthorized, or Throttled */
  async #checkPassword(request: FastifyRequest, row: DashboardRow, password: string): Promise<string> {
    const key = `${row.id} ${networkOf(clientAddressOf(request))}`;
    const attempt = await this.#failures.take(tries, key);
    if (attempt.waitMs > 0) {
      throw new AppError('Throttled', 'Too many wrong passwords; retry later', { retryAfter: attempt.waitMs / 1000 });
    }
    const hash = await findPasswordHash(this.#database.kysely, row.dashboard_row_id);
    if (!(await verifyPassword(hash, password)) || hash === undefined) {
      throw new AppError('Unauthorized', 'The password is not right');
    }
    attempt.forgive();
    return hash;
  }

  #isPrint(token: string | undefined, dashboardId: string): boolean {
    if (token === undefined) return false;
    try {
      const { use, id, expires } = parseJson(this.#secrets.open(token)) as { use: string; id: string; expires: number };
      return use === 'print' && id === dashboardId && expires > this.#now();
    } catch {
      // Anything that this server has not sealed.
      return false;
    }
  }

  #isSession(token: string, dashboardId: string, hash: string | undefined): boolean {
    try {
      const { id, expires, of } = parseJson(this.#secrets.open(token)) as { id: string; expires: number; of: string };
      return id === dashboardId && expires > this.#now() && hash !== undefined && of === fingerprint(hash);
    } catch {
      // Anything that this server has not sealed.
      return false;
    }
  }
}

function toStanding(role: Role): Standing {
  return isRoleAtLeast(role, 'collaborate') ? 'collaborate' : 'view';
}

/** Of what is sealed into a session: another password ends it. */
function fingerprint(hash: string): string {
  return hashSecret(hash).toString('base64url');
}

function invalidToken(): AppError {
  return new AppError('InvalidToken', 'The token is not valid');
}
