import { AppError, invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { normalizeText } from '../../kernel/text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { MadeAdministrator } from '../../platform/feature.ts';
import { hashPassword, randomSecret } from '../../platform/secrets/hashes.ts';
import type { ApplicationService } from '../applications/index.ts';
import {
  deleteUser,
  findFirstAdministrator,
  findUserByEmail,
  hasUsers,
  insertUser,
  lockAdministrators,
  lockOrganizationsLedAlone,
  type UserRow,
} from './store.ts';

/** Who there is: making and removing users, whoever asks for it. */
export class UserService {
  readonly #database: Database;
  readonly #applications: ApplicationService;
  readonly #now: () => number;

  constructor(options: { database: Database; applications: ApplicationService; now: () => number }) {
    this.#database = options.database;
    this.#applications = options.applications;
    this.#now = options.now;
  }

  /** @throws AppError Conflict when the e-mail is taken, in whatever case it is written */
  async create(
    tx: Queryable,
    user: {
      email: string;
      /** Made before the transaction: hashing takes long enough to hold others up. */
      passwordHash: string;
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
    await this.#applications.deleteAllOf(tx, { ownerType: 'user', ownerId: user.id });
    await deleteUser(tx, user.user_row_id);
  }

  /** Makes the administrator when there is no user at all, and tells of it just before that is made for good. */
  async ensureAdministrator(
    wanted: { email: string; password: string | undefined },
    onMade: (administrator: MadeAdministrator) => void,
  ): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      if (await hasUsers(tx)) return;
      const password = wanted.password ?? generatePassword();
      const { email } = await this.create(tx, {
        email: normalizeText(wanted.email),
        passwordHash: await hashPassword(password),
        firstName: 'Administrator',
        isAdministrator: true,
      });
      onMade({ email, generatedPassword: wanted.password === undefined ? password : undefined });
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
