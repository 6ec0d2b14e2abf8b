import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import { toDate } from '../../kernel/time-text.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { hashPassword } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { Summaries, SummaryQuery } from '../applications/index.ts';
import type { RecentItemService } from '../recent-items/index.ts';
import type { CredentialCheck } from './credentials.ts';
import { type EmailChange, requirePassword } from './email-change.ts';
import type { LoginService } from './login.ts';
import { toPerson } from './representation.ts';
import type { ChangePassword, MePatch, UserCredentials } from './schemas.ts';
import { refusePasswordHere, refuseTakenEmail, type UserService } from './service.ts';
import { countOrganizations, endTokens, findUserByKey, lockUser, type UserRow, updateUser } from './store.ts';
import { checkTwoFactorKey } from './two-factor.ts';

/** Who asks, from where, and the record of what changes. */
interface AccountRequest {
  readonly user: UserPrincipal;
  readonly address: string;
  readonly change: Change;
  /** Where people reach this server, for a link in a mail. */
  readonly baseUrl: string;
}

/** What a caller's clock may be ahead of ours before a time that it calls now is the future. */
const clockToleranceMs = 5 * 60_000;

/** What people do with their own account. */
export class AccountService {
  readonly #database: Database;
  readonly #users: UserService;
  readonly #login: LoginService;
  readonly #check: CredentialCheck;
  readonly #secrets: SecretBox;
  readonly #summaries: Summaries;
  readonly #recentItems: RecentItemService;
  readonly #emails: EmailChange;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    users: UserService;
    login: LoginService;
    check: CredentialCheck;
    secrets: SecretBox;
    emails: EmailChange;
    bus: Bus;
    summaries: Summaries;
    recentItems: RecentItemService;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#users = options.users;
    this.#login = options.login;
    this.#check = options.check;
    this.#secrets = options.secrets;
    this.#emails = options.emails;
    this.#bus = options.bus;
    this.#summaries = options.summaries;
    this.#recentItems = options.recentItems;
    this.#now = options.now;
  }

  async describe(user: UserPrincipal, query: SummaryQuery & { readonly includeRecent?: boolean | undefined }) {
    const { userRowId } = user;
    const wanted = this.#chooseSummary(query);
    const db = this.#database.kysely;
    const row = await findUserByKey(db, userRowId);
    if (!row) throw notFound('User');
    const pendingEmail = await this.#emails.pending(userRowId);
    const counts = {
      ...(await this.#summaries.ofOwner(db, toOwner(row), wanted)),
      orgCount: await countOrganizations(db, userRowId),
    };
    return {
      ...toPerson(row, '/me'),
      ...(row.token_cutoff === null ? {} : { tokenCutoff: row.token_cutoff.toISOString() }),
      ...(pendingEmail === undefined ? {} : { pendingEmail }),
      emailVerified: true,
      needsToVerifyEmail: false,
      limits: row.data_ttl === null ? {} : { dataTTL: row.data_ttl },
      ...(query.includeRecent ? await this.#recent(user) : {}),
      summary: Object.fromEntries(Object.entries(counts).filter(([field]) => wanted.has(field))),
    };
  }

  async #recent(user: UserPrincipal) {
    return {
      recentApplications: await this.#recentItems.list(user, { itemType: 'application' }),
      recentDashboards: await this.#recentItems.list(user, { itemType: 'dashboard' }),
      recentOrganizations: await this.#recentItems.list(user, { itemType: 'organization' }),
    };
  }

  /** A new e-mail takes the current password, and where mail is set up a link that is mailed there (`EmailChange`). */
  async patch(request: AccountRequest, body: MePatch, query: SummaryQuery = {}) {
    this.#chooseSummary(query);
    const { user, change } = request;
    const current = await findUserByKey(this.#database.kysely, user.userRowId);
    if (!current) throw notFound('User');
    const email = body.email === current.email ? undefined : body.email;
    if (email === undefined && body.password !== undefined) refusePasswordHere();
    if (email !== undefined) {
      this.#emails.checkAllowed(user);
      const { twoFactorCode } = body;
      const password = requirePassword(body.password);
      await this.#prove(user, request.address, { password, ...(twoFactorCode === undefined ? {} : { twoFactorCode }) });
    }
    const setsEmail = email !== undefined && !this.#emails.needsConfirmation;
    await inTransaction(this.#database, async (tx) => {
      if (body.tokenCutoff !== undefined) await this.#moveCutoff(tx, user, toDate(body.tokenCutoff).getTime());
      await updateUser(tx, user.userRowId, {
        ...(setsEmail ? { email } : {}),
        ...(body.firstName === undefined ? {} : { first_name: body.firstName }),
        ...(body.lastName === undefined ? {} : { last_name: body.lastName }),
        ...(body.companyName === undefined ? {} : { company_name: body.companyName }),
        ...(body.title === undefined ? {} : { title: body.title }),
        ...(body.phoneNumber === undefined ? {} : { phone_number: body.phoneNumber }),
        ...(body.location === undefined ? {} : { location: body.location }),
        ...(body.url === undefined ? {} : { url: body.url }),
        ...(body.dataTTL === undefined ? {} : { data_ttl: body.dataTTL }),
        updated_at: new Date(this.#now()),
      });
      await change.record(tx);
      this.#bus.announce(tx, 'user.changed', { userId: user.userId });
    }).catch(refuseTakenEmail);
    if (email !== undefined && !setsEmail) await this.#emails.request(current, email, request.baseUrl);
    return this.describe(user, query);
  }

  #chooseSummary(query: SummaryQuery): ReadonlySet<string> {
    return this.#summaries.chooseOfOwner(query, ['orgCount']);
  }

  /** Ends the tokens that were made before a time, for good: the time can only be moved forward, and never beyond now. */
  async #moveCutoff(tx: Queryable, { userRowId }: UserPrincipal, wanted: number): Promise<void> {
    const now = this.#now();
    if (wanted > now + clockToleranceMs) throw invalid('tokenCutoff', 'must not be in the future');
    const user = await lockUser(tx, userRowId);
    if (!user) throw notFound('User');
    const cutoff = Math.min(wanted, now);
    const present = user.token_cutoff?.getTime();
    if (present === cutoff) return;
    // One that is ahead of the clock was set before the clock was put back, and is no reason to keep tokens alive.
    if (present !== undefined && present <= now && cutoff < present) {
      throw invalid('tokenCutoff', `can only be moved forward from ${new Date(present).toISOString()}`);
    }
    // A token from the future was made before the clock was put back.
    await endTokens(tx, user, { from: new Date(cutoff), to: new Date(now) });
    await updateUser(tx, userRowId, { token_cutoff: new Date(cutoff) });
  }

  /**
   * Ends every token of the user and returns a new one (semantics.md, "Who calls: tokens and scopes"), unless the
   * caller says that the others are to go on.
   */
  async changePassword({ user, address, change }: AccountRequest, body: ChangePassword) {
    const row = await this.#prove(user, address, body);
    const passwordHash = await hashPassword(body.newPassword);
    return inTransaction(this.#database, async (tx) => {
      const now = new Date(this.#now());
      const ends = body.invalidateExistingTokens !== false;
      const updated = await updateUser(tx, user.userRowId, {
        password_hash: passwordHash,
        unused_password: null,
        password_updated_at: now,
        updated_at: now,
        ...(ends ? { token_cutoff: now } : {}),
      });
      const changed = ends ? await endTokens(tx, updated) : updated;
      await change.record(tx);
      this.#bus.announce(tx, 'user.changed', { userId: row.id });
      return this.#login.issue(tx, changed, { scopes: [...user.scopes], address, tokenTTL: body.tokenTTL });
    });
  }

  async enableTwoFactorAuth(
    { user, address, change }: AccountRequest,
    body: { password: string; twoFactorAuthKey: string },
  ) {
    checkTwoFactorKey(body.twoFactorAuthKey);
    const row = await this.#prove(user, address, body);
    if (row.two_factor_key !== null)
      throw invalid('twoFactorAuthKey', 'is already set; disable two-factor authentication first');
    await this.#changeTwoFactorKey(user, this.#secrets.seal(body.twoFactorAuthKey), change);
    return this.describe(user, {});
  }

  async disableTwoFactorAuth(
    { user, address, change }: AccountRequest,
    body: { password: string; twoFactorCode: string },
  ) {
    const row = await this.#prove(user, address, body);
    if (row.two_factor_key === null) throw new AppError('Validation', 'Two-factor authentication is not on');
    await this.#changeTwoFactorKey(user, null, change);
    return this.describe(user, {});
  }

  /** Deletes the account with everything in its sandbox. */
  async delete({ user, address, change }: AccountRequest, credentials: UserCredentials): Promise<{ success: true }> {
    const row = await this.#prove(user, address, credentials);
    if (foldCase(row.email) !== foldCase(credentials.email)) {
      throw invalid('email', 'must be the e-mail of the account that the token belongs to');
    }
    await inTransaction(this.#database, async (tx) => {
      await change.record(tx);
      await this.#users.remove(tx, row);
      this.#bus.announce(tx, 'user.changed', { userId: row.id });
    });
    return { success: true };
  }

  /** Asks for the password (and code) again before something that a stolen token must not be enough for. */
  async #prove(
    user: UserPrincipal,
    address: string,
    claim: { password: string; twoFactorCode?: string },
  ): Promise<UserRow> {
    const row = await findUserByKey(this.#database.kysely, user.userRowId);
    if (!row) throw notFound('User');
    const { password, twoFactorCode } = claim;
    const proof = { email: row.email, password, ...(twoFactorCode === undefined ? {} : { twoFactorCode }) };
    return this.#check.verify(proof, address).catch((error: unknown) => {
      // The caller's token is fine; 401 would make clients throw it away.
      if (!(error instanceof AppError) || error.type !== 'Unauthorized') throw error;
      throw new AppError('Validation', error.message.startsWith('twoFactorCode') ? error.message : 'password is wrong');
    });
  }

  async #changeTwoFactorKey(user: UserPrincipal, sealed: string | null, change: Change): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      const now = new Date(this.#now());
      await updateUser(tx, user.userRowId, { two_factor_key: sealed, two_factor_step: null, updated_at: now });
      await change.record(tx);
    });
  }
}

function toOwner(row: UserRow) {
  return { ownerType: 'user' as const, ownerId: row.id };
}
