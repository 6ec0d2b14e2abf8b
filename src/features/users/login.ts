import type { Action } from '../../kernel/actions.ts';
import { networkOf } from '../../kernel/client-address.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import { isScopeFor } from '../../kernel/permissions.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { type AccessService, sessionMs } from '../access/index.ts';
import type { CredentialCheck } from './credentials.ts';
import type { LoginAttempt } from './login-throttle.ts';
import type { UserCredentials } from './schemas.ts';
import { findUserByKey, type UserRow, updateUser } from './store.ts';

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
    // First who asks: looking up a thousand scopes, again and again, is not for those whom the throttle turns away.
    const user = await this.#check.verify(credentials, address, onLimit);
    const unknown = scopes.find((scope) => !isScopeFor('user', scope, this.#actions));
    if (unknown !== undefined) throw invalid('requestedScopes', `contains an unknown scope: ${unknown}`);
    if (user.unused_password !== null) {
      await updateUser(this.#database.kysely, user.user_row_id, { unused_password: null });
    }
    return this.issue(this.#database.kysely, user, { scopes, address, tokenTTL: credentials.tokenTTL });
  }

  /**
   * A new token with the scopes of the one that asks for it, which goes on until it expires: with the full lifetime of a
   * login ahead, or for one that was to last shorter, with what is left of that.
   */
  async refresh(principal: UserPrincipal, address: string) {
    if (principal.via !== 'user') throw new AppError('Forbidden', 'An API token cannot be refreshed, only a login');
    const db = this.#database.kysely;
    const user = await findUserByKey(db, principal.userRowId);
    if (!user) throw new AppError('InvalidToken', 'The token is not valid');
    const { grantsUntil, generation } = principal;
    const caller = { ...user, token_generation: generation };
    return this.issue(db, caller, { scopes: [...principal.scopes], address, notAfter: grantsUntil });
  }

  /**
   * @param user as it was when it was proven who asks: a token made for an earlier generation does not work
   * @param options.tokenTTL seconds; never longer than a session, which is also what 0 or nothing means
   * @param options.notAfter epoch ms
   */
  async issue(
    db: Queryable,
    user: UserRow,
    options: { scopes: readonly string[]; address: string; tokenTTL?: number | undefined; notAfter?: number },
  ) {
    const lifeMs = Math.min(options.tokenTTL ? options.tokenTTL * 1000 : sessionMs, sessionMs);
    const expiresAt = Math.min(this.#now() + lifeMs, options.notAfter ?? Number.POSITIVE_INFINITY);
    const { token } = await this.#access.issueToken(db, {
      kind: 'user',
      scopes: options.scopes,
      userRowId: user.user_row_id,
      userGeneration: user.token_generation,
      expiresAt: new Date(expiresAt),
      creator: { type: 'user', id: user.id, name: user.email },
      from: networkOf(options.address),
    });
    return { userId: user.id, token, needsToVerifyEmail: false };
  }
}
