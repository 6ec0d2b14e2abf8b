import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import type { AppEvents } from '../../kernel/events.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Change } from '../../platform/http/audit.ts';
import { hashPassword } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { chooseOwnerSummary, type SummaryQuery, summarizeOwner } from '../applications/index.ts';
import type { CredentialCheck } from './credentials.ts';
import type { LoginService } from './login.ts';
import { toPerson } from './representation.ts';
import type { ChangePassword, MePatch, UserCredentials } from './schemas.ts';
import { refusePasswordHere, refuseTakenEmail, type UserService } from './service.ts';
import { countOrganizations, findUserByKey, type UserRow, updateUser } from './store.ts';
import { checkTwoFactorKey } from './two-factor.ts';

/** Who asks, from where, and the record of what changes. */
interface AccountRequest {
  readonly user: UserPrincipal;
  readonly address: string;
  readonly change: Change;
}

/** What people do with their own account. */
export class AccountService {
  readonly #database: Database;
  readonly #users: UserService;
  readonly #login: LoginService;
  readonly #check: CredentialCheck;
  readonly #secrets: SecretBox;
  readonly #bus: Bus<AppEvents>;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    users: UserService;
    login: LoginService;
    check: CredentialCheck;
    secrets: SecretBox;
    bus: Bus<AppEvents>;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#users = options.users;
    this.#login = options.login;
    this.#check = options.check;
    this.#secrets = options.secrets;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async describe({ userRowId }: Pick<UserPrincipal, 'userRowId'>, query: SummaryQuery) {
    const wanted = chooseOwnerSummary(query, ['orgCount']);
    const db = this.#database.kysely;
    const row = await findUserByKey(db, userRowId);
    if (!row) throw notFound('User');
    const counts = { ...(await summarizeOwner(db, toOwner(row))), orgCount: await countOrganizations(db, userRowId) };
    return {
      ...toPerson(row, '/me'),
      ...(row.token_cutoff === null ? {} : { tokenCutoff: row.token_cutoff.toISOString() }),
      emailVerified: true,
      needsToVerifyEmail: false,
      limits: row.data_ttl === null ? {} : { dataTTL: row.data_ttl },
      summary: Object.fromEntries(Object.entries(counts).filter(([field]) => wanted.has(field))),
    };
  }

  async patch({ user, change }: AccountRequest, body: MePatch) {
    if (body.password !== undefined) refusePasswordHere();
    await this.#database.kysely
      .transaction()
      .execute(async (tx) => {
        await updateUser(tx, user.userRowId, {
          ...(body.email === undefined ? {} : { email: body.email }),
          ...(body.firstName === undefined ? {} : { first_name: body.firstName }),
          ...(body.lastName === undefined ? {} : { last_name: body.lastName }),
          ...(body.companyName === undefined ? {} : { company_name: body.companyName }),
          ...(body.title === undefined ? {} : { title: body.title }),
          ...(body.phoneNumber === undefined ? {} : { phone_number: body.phoneNumber }),
          ...(body.location === undefined ? {} : { location: body.location }),
          ...(body.url === undefined ? {} : { url: body.url }),
          ...(body.tokenCutoff === undefined ? {} : { token_cutoff: new Date(body.tokenCutoff) }),
          ...(body.dataTTL === undefined ? {} : { data_ttl: body.dataTTL }),
          updated_at: new Date(this.#now()),
        });
        await change.record(tx);
      })
      .catch(refuseTakenEmail);
    this.#bus.emit('user.changed', { userId: user.userId });
    return this.describe(user, {});
  }

  /**
   * Ends every token of the user and answers a new one (semantics.md, tokens), unless the caller says that the others
   * are to go on.
   */
  async changePassword({ user, address, change }: AccountRequest, body: ChangePassword) {
    const row = await this.#prove(user, address, body);
    const passwordHash = await hashPassword(body.newPassword);
    const answer = await this.#database.kysely.transaction().execute(async (tx) => {
      const now = new Date(this.#now());
      const changed = await updateUser(tx, user.userRowId, {
        password_hash: passwordHash,
        password_updated_at: now,
        updated_at: now,
        ...(body.invalidateExistingTokens === false ? {} : { token_cutoff: now }),
      });
      await change.record(tx);
      return this.#login.issue(tx, changed, { scopes: [...user.scopes], address, tokenTTL: body.tokenTTL });
    });
    this.#bus.emit('user.changed', { userId: row.id });
    return answer;
  }

  async enableTwoFactorAuth(
    { user, address, change }: AccountRequest,
    body: { password: string; twoFactorAuthKey: string },
  ) {
    checkTwoFactorKey(body.twoFactorAuthKey);
    const row = await this.#prove(user, address, body);
    if (row.two_factor_key !== null) throw invalid('twoFactorAuthKey', 'is set already; disable two-factor first');
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
      throw invalid('email', 'must be that of the account that the token belongs to');
    }
    const announce = await this.#database.kysely.transaction().execute(async (tx) => {
      await change.record(tx);
      return this.#users.remove(tx, row);
    });
    this.#bus.emit('user.changed', { userId: row.id });
    await announce();
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
    await this.#database.kysely.transaction().execute(async (tx) => {
      const now = new Date(this.#now());
      await updateUser(tx, user.userRowId, { two_factor_key: sealed, two_factor_step: null, updated_at: now });
      await change.record(tx);
    });
  }
}

function toOwner(row: UserRow) {
  return { ownerType: 'user' as const, ownerId: row.id };
}
