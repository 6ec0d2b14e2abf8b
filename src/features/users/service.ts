import { actions } from '../../kernel/actions.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { isScopeFor } from '../../kernel/permissions.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { hashPassword, randomSecret, verifyPassword } from '../../platform/secrets/hashes.ts';
import type { AccessService } from '../access/index.ts';
import {
  countApplications,
  countOwnedResources,
  findFirstAdministrator,
  findUser,
  findUserByEmail,
  hasUsers,
  insertAdministrator,
} from './store.ts';

/** A person's login lasts this long. */
const sessionMs = 30 * 24 * 3600 * 1000;

/** The names under which `me.summary` counts resources. */
const summaryNames: Readonly<Record<string, string>> = {
  applicationApiToken: 'apiTokenCount',
  device: 'deviceCount',
  applicationKey: 'keyCount',
};

/** People: logging in, and who one is. */
export class UserService {
  readonly #database: Database;
  readonly #access: AccessService;
  readonly #now: () => number;

  constructor(options: { database: Database; access: AccessService; now: () => number }) {
    this.#database = options.database;
    this.#access = options.access;
    this.#now = options.now;
  }

  /**
   * Exchanges e-mail and password for a bearer token with `all.User`, or with the narrower scopes asked for.
   *
   * @throws AppError Unauthorized with the same words and after the same work for an unknown e-mail and a wrong password.
   */
  async logIn(credentials: {
    email: string;
    password: string;
    requestedScopes?: readonly string[];
    tokenTTL?: number;
  }) {
    const scopes = credentials.requestedScopes ?? ['all.User'];
    const unknown = scopes.find((scope) => !isScopeFor('user', scope, actions.values()));
    if (unknown !== undefined) throw invalid('requestedScopes', `names no known scope: ${unknown}`);
    if (scopes.length === 0) throw invalid('requestedScopes', 'must name at least one scope');
    const user = await findUserByEmail(this.#database.kysely, credentials.email);
    const matches = await verifyPassword(user?.password_hash, credentials.password);
    if (!user || !matches) throw new AppError('Unauthorized', 'The e-mail or the password is wrong');
    const lifeMs = Math.min(credentials.tokenTTL ? credentials.tokenTTL * 1000 : sessionMs, sessionMs);
    const { token } = await this.#access.issueToken(this.#database.kysely, {
      kind: 'user',
      scopes,
      userKey: user.user_key,
      expiresAt: new Date(this.#now() + lifeMs),
      creator: { type: 'user', id: user.id, name: user.email },
    });
    return { userId: user.id, token, needsToVerifyEmail: false };
  }

  async describe(principal: UserPrincipal) {
    const db = this.#database.kysely;
    const user = await findUser(db, principal.userKey);
    if (!user) throw notFound('User');
    const counts = await countOwnedResources(db, user.id);
    const summary: Record<string, number> = { appCount: await countApplications(db, user.id), orgCount: 0 };
    for (const [type, name] of Object.entries(summaryNames)) summary[name] = counts[type] ?? 0;
    return {
      id: user.id,
      userId: user.id,
      creationDate: user.created_at.toISOString(),
      lastUpdated: user.updated_at.toISOString(),
      passwordLastUpdated: user.password_updated_at.toISOString(),
      email: user.email,
      ...(user.first_name === null ? {} : { firstName: user.first_name }),
      ...(user.last_name === null ? {} : { lastName: user.last_name }),
      ...(user.company_name === null ? {} : { companyName: user.company_name }),
      fullName: [user.first_name, user.last_name].filter((name) => name !== null).join(' '),
      emailVerified: true,
      needsToVerifyEmail: false,
      twoFactorAuthEnabled: false,
      summary,
      _type: 'user' as const,
      _links: { self: { href: '/me' } },
    };
  }

  /**
   * Makes the administrator on the given transaction when there is no user at all.
   *
   * @returns undefined when there are users already; otherwise the administrator, with the password when it was made up.
   */
  async ensureAdministrator(tx: Queryable, wanted: { email: string; password: string | undefined }) {
    if (await hasUsers(tx)) return undefined;
    const password = wanted.password ?? randomSecret().slice(0, 24);
    const id = newId();
    await insertAdministrator(tx, {
      id,
      email: wanted.email,
      passwordHash: await hashPassword(password),
      now: new Date(this.#now()),
    });
    return { id, email: wanted.email, madeUpPassword: wanted.password === undefined ? password : undefined };
  }

  /** The id of the first administrator, who owns what the server makes for itself. */
  async firstAdministrator(tx: Queryable): Promise<string> {
    return findFirstAdministrator(tx);
  }
}
