import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { closeOwner } from '../../platform/database/owner-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { MadeAdministrator } from '../../platform/feature.ts';
import { hashPassword, randomSecret } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import type { ApplicationService } from '../applications/index.ts';
import {
  deleteUser,
  endTokens,
  findFirstAdministrator,
  findUnusedPassword,
  findUserByEmail,
  findUserById,
  hasUsers,
  insertUser,
  lockAdministrators,
  lockOrganizationsLedAlone,
  type UserRow,
  updateUser,
} from './store.ts';

/** Who there is: making and removing users, whoever asks for it. */
export class UserService {
  readonly #database: Database;
  readonly #applications: ApplicationService;
  readonly #secrets: SecretBox;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    applications: ApplicationService;
    secrets: SecretBox;
    bus: Bus;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#applications = options.applications;
    this.#secrets = options.secrets;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  /** @throws AppError Conflict when the e-mail is taken, in whatever case it is written */
  async create(
    tx: Queryable,
    user: {
      email: string;
      /** Made before the transaction: hashing takes long enough to hold others up. */
      passwordHash: string;
      /** A password that the server has made, sealed; see `ensureAdministrator`. */
      unusedPassword?: string | undefined;
      firstName?: string | undefined;
      lastName?: string | undefined;
      companyName?: string | undefined;
      isAdministrator?: boolean | undefined;
    },
  ): Promise<UserRow> {
    const now = new Date(this.#now());
    return insertUser(tx, {
      id: newId(),
      email: user.email,
      password_hash: user.passwordHash,
      unused_password: user.unusedPassword ?? null,
      first_name: user.firstName ?? null,
      last_name: user.lastName ?? null,
      company_name: user.companyName ?? null,
      is_administrator: user.isAdministrator ?? false,
      created_at: now,
      updated_at: now,
      password_updated_at: now,
    }).catch(refuseTakenEmail);
  }

  findByEmail(db: Queryable, email: string): Promise<UserRow | undefined> {
    return findUserByEmail(db, email);
  }

  /**
   * Removes a user with its tokens, memberships and sandbox applications.
   *
   * @throws AppError Validation for the only administrator of the installation or the only admin of an organization
   */
  async remove(tx: Queryable, user: UserRow): Promise<void> {
    const sandbox = { ownerType: 'user', ownerId: user.id } as const;
    await closeOwner(tx, sandbox);
    const administrators = await lockAdministrators(tx);
    if (user.is_administrator && administrators.length === 1) {
      throw new AppError('Validation', 'The only administrator of the installation cannot be deleted');
    }
    const [alone] = await lockOrganizationsLedAlone(tx, user.user_row_id);
    if (alone !== undefined) {
      throw new AppError(
        'Validation',
        `The organization "${alone}" would be left without an admin; name another first`,
      );
    }
    await this.#applications.deleteAllOf(tx, sandbox);
    await deleteUser(tx, user.user_row_id);
  }

  /**
   * Makes the administrator when there is no user at all, and tells of it just before that is made for good; tells again of
   * a password that the server has made and nobody has logged in with, as whoever started it may not have seen it.
   */
  async ensureAdministrator(
    wanted: { email: string; password: string | undefined },
    onMade: (administrator: MadeAdministrator) => void,
  ): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      const waiting = await findUnusedPassword(tx);
      if (waiting?.unused_password) {
        onMade({ email: waiting.email, generatedPassword: this.#secrets.open(waiting.unused_password) });
        return;
      }
      if (await hasUsers(tx)) return;
      const password = wanted.password ?? generatePassword();
      const isGenerated = wanted.password === undefined;
      const { email } = await this.create(tx, {
        email: normalizeText(wanted.email),
        passwordHash: await hashPassword(password),
        ...(isGenerated ? { unusedPassword: this.#secrets.seal(password) } : {}),
        firstName: 'Administrator',
        isAdministrator: true,
      });
      onMade({ email, generatedPassword: isGenerated ? password : undefined });
    });
  }

  /**
   * Gives a user a new password, for an operator who cannot log in any more. Every token of the user ends, and
   * two-factor authentication is off afterwards.
   *
   * @param email left out: the first administrator
   * @throws AppError NotFound
   */
  async resetPassword(email: string | undefined): Promise<{ email: string; password: string }> {
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    return inTransaction(this.#database, async (tx) => {
      const user =
        email === undefined
          ? await findUserById(tx, await findFirstAdministrator(tx))
          : await findUserByEmail(tx, normalizeText(email));
      if (!user) throw notFound('User');
      const now = new Date(this.#now());
      const changed = await updateUser(tx, user.user_row_id, {
        password_hash: passwordHash,
        unused_password: null,
        two_factor_key: null,
        two_factor_step: null,
        password_updated_at: now,
        token_cutoff: now,
        updated_at: now,
      });
      await endTokens(tx, changed);
      this.#bus.announce(tx, 'user.changed', { userId: changed.id });
      return { email: user.email, password };
    });
  }

  /** The id of the first administrator, who owns what the server makes for itself. */
  async firstAdministrator(tx: Queryable): Promise<string> {
    return findFirstAdministrator(tx);
  }
}

/** 96 random bits that no shell misreads. */
export function generatePassword(): string {
  return randomSecret().slice(0, 24);
}

export function refuseTakenEmail(error: unknown): never {
  if (isUniqueViolation(error, 'app_user_email')) {
    throw new AppError('Conflict', 'email is already taken', { cause: error });
  }
  throw error;
}

/** The refusal of a password in a place where the current one is not asked for. */
export function refusePasswordHere(): never {
  throw invalid('password', 'is changed with PATCH /me/changePassword, which asks for the current one');
}
