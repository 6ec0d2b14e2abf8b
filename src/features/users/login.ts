import type { Action } from '../../kernel/actions.ts';
import { networkOf } from '../../kernel/client-address.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { isScopeFor } from '../../kernel/permissions.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import type { AccessService } from '../access/index.ts';
import { findTokenLife } from '../access/index.ts';
import type { CredentialCheck } from './credentials.ts';
import type { LoginAttempt } from './login-throttle.ts';
import type { UserCredentials } from './schemas.ts';
import { findUserByKey, type UserRow } from './store.ts';

/** A person's login lasts this long. */
const sessionMs = 30 * 24 * 3600 * 1000;

/** Logging in: credentials for a bearer token. */
export class LoginService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #actions: readonly Action[];
  readonly #check: CredentialCheck;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    access: AccessService;
    check: CredentialCheck;
    actions: readonly Action[];
    now: () => number;
  }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#actions = options.actions;
    this.#check = options.check;
    this.#now = options.now;
  }

  /** Exchanges e-mail and password for a bearer token with `all.User`, or with the narrower scopes asked for. */
  async logIn(credentials: UserCredentials, address: string, onLimit: (limit: LoginAttempt['limit']) => void) {
    const scopes = credentials.requestedScopes ?? ['all.User'];
    if (scopes.length === 0) throw invalid('requestedScopes', 'must name at least one scope');
    const unknown = scopes.find((scope) => !isScopeFor('user', scope, this.#actions));
    if (unknown !== undefined) throw invalid('requestedScopes', `contains an unknown scope: ${unknown}`);
    const user = await this.#check.verify(credentials, address, onLimit);
    return this.issue(this.#database.kysely, user, { scopes, address, tokenTTL: credentials.tokenTTL });
  }

  /** A new token with the scopes and the lifetime of the one that asks for it; that one goes on until it expires. */
  async refresh(principal: UserPrincipal, address: string) {
    if (principal.via !== 'user') throw new AppError('Forbidden', 'An API token cannot be refreshed, only a login');
    const db = this.#database.kysely;
    const user = await findUserByKey(db, principal.userRowId);
    const lifeMs = await findTokenLife(db, principal.tokenId);
    if (!user || lifeMs === undefined) throw new AppError('InvalidToken', 'The token is not valid');
    return this.issue(db, user, { scopes: [...principal.scopes], address, tokenTTL: Math.ceil(lifeMs / 1000) });
  }

  /** @param options.tokenTTL seconds; never longer than a session, which is also what 0 or nothing means */
  async issue(
    db: Queryable,
    user: UserRow,
    options: { scopes: readonly string[]; address: string; tokenTTL?: number | undefined },
  ) {
    const lifeMs = Math.min(options.tokenTTL ? options.tokenTTL * 1000 : sessionMs, sessionMs);
    const { token } = await this.#access.issueToken(db, {
      kind: 'user',
      scopes: options.scopes,
      userRowId: user.user_row_id,
      expiresAt: new Date(this.#now() + lifeMs),
      creator: { type: 'user', id: user.id, name: user.email },
      from: networkOf(options.address),
    });
    return { userId: user.id, token, needsToVerifyEmail: false };
  }
}
