import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { hashPassword } from '../../platform/secrets/hashes.ts';
import { toPerson } from './representation.ts';
import type { UserPatch, UserPost } from './schemas.ts';
import { generatePassword, refuseTakenEmail, type UserService } from './service.ts';
import {
  deleteEmailChange,
  endAccountInvitations,
  endTokens,
  filterColumns,
  findUserById,
  listUsers,
  lockAdministrators,
  sortColumns,
  type UserRow,
  updateUser,
} from './store.ts';

/** What administrators of the installation do with its users (ours: the platform has a sign-up page instead). */
export class UserAdministration {
  readonly #database: Database;
  readonly #users: UserService;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { database: Database; users: UserService; bus: Bus; now: () => number }) {
    this.#database = options.database;
    this.#users = options.users;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list(query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(sortColumns),
      filterFields: Object.keys(filterColumns),
      defaultSort: 'email',
    });
    const { rows, totalCount } = await listUsers(this.#database.kysely, page);
    const items = rows.map((row) => toPerson(row, pathOf(row)));
    return { ...pageAnswer(items, totalCount, page), _type: 'users', _links: { self: { href: '/users' } } };
  }

  async create(body: UserPost, change: Change) {
    const password = body.password ?? generatePassword();
    const passwordHash = await hashPassword(password);
    const row = await inTransaction(this.#database, async (tx) => {
      const created = await this.#users.create(tx, { ...body, passwordHash });
      await change.record(tx);
      return created;
    });
    return { ...toPerson(row, pathOf(row)), ...(body.password === undefined ? { password } : {}) };
  }

  async get(userId: string) {
    const row = await findUserById(this.#database.kysely, userId.toLowerCase());
    if (!row) throw notFound('User');
    return toPerson(row, pathOf(row));
  }

  /** A new password ends every token of the user. */
  async patch(userId: string, body: UserPatch, change: Change) {
    const passwordHash = body.password === undefined ? undefined : await hashPassword(body.password);
    const row = await inTransaction(this.#database, async (tx) => {
      const administrators = await lockAdministrators(tx);
      const current = await findUserById(tx, userId.toLowerCase());
      if (!current) throw notFound('User');
      if (body.isAdministrator === false && current.is_administrator && administrators.length === 1) {
        throw invalid('isAdministrator', 'must stay true for the only administrator of the installation');
      }
      const now = new Date(this.#now());
      const changed = await updateUser(tx, current.user_row_id, {
        ...(body.firstName === undefined ? {} : { first_name: body.firstName }),
        ...(body.lastName === undefined ? {} : { last_name: body.lastName }),
        ...(body.companyName === undefined ? {} : { company_name: body.companyName }),
        ...(body.isAdministrator === undefined ? {} : { is_administrator: body.isAdministrator }),
        ...(body.twoFactorAuthEnabled === false ? { two_factor_key: null, two_factor_step: null } : {}),
        ...(body.email === undefined ? {} : { email: body.email }),
        ...(passwordHash === undefined
          ? {}
          : { password_hash: passwordHash, unused_password: null, password_updated_at: now, token_cutoff: now }),
        updated_at: now,
      }).catch(refuseTakenEmail);
      if (passwordHash !== undefined) await endTokens(tx, changed);
      if (body.email !== undefined) await deleteEmailChange(tx, changed.user_row_id);
      if (body.isAdministrator === false) await endAccountInvitations(tx, changed.user_row_id);
      await change.record(tx);
      this.#bus.announce(tx, 'user.changed', { userId: changed.id });
      return changed;
    });
    return toPerson(row, pathOf(row));
  }

  async delete(user: UserPrincipal, userId: string, change: Change): Promise<{ success: true }> {
    const id = userId.toLowerCase();
    if (id === user.userId) throw new AppError('Validation', 'An account is deleted by its owner with POST /me/delete');
    await inTransaction(this.#database, async (tx) => {
      const row = await findUserById(tx, id);
      if (!row) throw notFound('User');
      await change.record(tx);
      await this.#users.remove(tx, row);
      this.#bus.announce(tx, 'user.changed', { userId: id });
    });
    return { success: true };
  }
}

function pathOf(row: UserRow): string {
  return `/users/${row.id}`;
}
