import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import { keepTokens } from '../access/index.ts';
import type { AppUserTable, EmailChangeTable } from './tables.generated.ts';
import { farthestSteps } from './two-factor.ts';

export type UserRow = Selectable<AppUserTable>;

export const sortColumns = {
  email: 'email',
  firstName: 'first_name',
  lastName: 'last_name',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
} as const;
export const filterColumns = { email: 'email', firstName: 'first_name', lastName: 'last_name' } as const;

export function findUserByEmail(db: Queryable, email: string): Promise<UserRow | undefined> {
  return db
    .selectFrom('app_user')
    .where(sql<boolean>`${foldCaseSql(sql.ref('email'))} = ${foldCaseSql(email)}`)
    .selectAll()
    .executeTakeFirst();
}

export function findUserByKey(db: Queryable, userRowId: number): Promise<UserRow | undefined> {
  return db.selectFrom('app_user').where('user_row_id', '=', userRowId).selectAll().executeTakeFirst();
}

export function findUserById(db: Queryable, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('app_user').where('id', '=', id).selectAll().executeTakeFirst();
}

export function listUsers(db: Queryable, page: PageRequest) {
  return readRowsOfPage(db.selectFrom('app_user').selectAll(), page, {
    sort: sortColumns,
    filter: filterColumns,
    unique: 'user_row_id',
  });
}

export async function hasUsers(db: Queryable): Promise<boolean> {
  return (await db.selectFrom('app_user').select('user_row_id').limit(1).executeTakeFirst()) !== undefined;
}

/** The user whose password the server has made and nobody has logged in with yet. */
export function findUnusedPassword(tx: Queryable): Promise<UserRow | undefined> {
  return tx.selectFrom('app_user').where('unused_password', 'is not', null).selectAll().executeTakeFirst();
}

export function insertUser(tx: Queryable, user: Insertable<AppUserTable>): Promise<UserRow> {
  return tx.insertInto('app_user').values(user).returningAll().executeTakeFirstOrThrow();
}

export function updateUser(tx: Queryable, userRowId: number, changes: Updateable<AppUserTable>): Promise<UserRow> {
  return tx
    .updateTable('app_user')
    .set(changes)
    .where('user_row_id', '=', userRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** With their tokens and memberships. */
export async function deleteUser(tx: Queryable, userRowId: number): Promise<void> {
  await endAccountInvitations(tx, userRowId);
  await tx.deleteFrom('app_user').where('user_row_id', '=', userRowId).execute();
}

/** @throws AppError NotFound in a database that no server has been started on yet */
export async function findFirstAdministrator(db: Queryable): Promise<string> {
  const row = await db
    .selectFrom('app_user')
    .where('is_administrator', '=', true)
    .orderBy('user_row_id')
    .select('id')
    .executeTakeFirst();
  if (!row) throw notFound('Administrator');
  return row.id;
}

/** The administrators, kept from changing until the transaction ends: two may not remove each other at the same time. */
export async function lockAdministrators(tx: Queryable): Promise<number[]> {
  const rows = await tx
    .selectFrom('app_user')
    .where('is_administrator', '=', true)
    .orderBy('user_row_id')
    .select('user_row_id')
    .forUpdate()
    .execute();
  return rows.map((row) => row.user_row_id);
}

/** Names of the organizations that would be without an admin if the user went; their rows stay locked. */
export async function lockOrganizationsLedAlone(tx: Queryable, userRowId: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('organization_directory as organization')
    .where('organization_row_id', 'in', (query) =>
      query
        .selectFrom('organization_role')
        .where('user_row_id', '=', userRowId)
        .where('role', '=', 'admin')
        .select('organization_row_id'),
    )
    .orderBy('organization_row_id')
    .select([
      'name',
      sql<boolean>`exists (select from organization_role other where other.organization_row_id = organization.organization_row_id
        and other.role = 'admin' and other.user_row_id <> ${userRowId})`.as('hasOther'),
    ])
    .forUpdate()
    .execute();
  return rows.filter((row) => !row.hasOther).map((row) => row.name);
}

export async function countOrganizations(db: Queryable, userRowId: number): Promise<number> {
  const row = await db
    .selectFrom('organization_role')
    .where('user_row_id', '=', userRowId)
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/**
 * Takes a code's time step, once: false when another login has taken it, or a later one, meanwhile. As `matchTwoFactorCode`
 * says, one that is too far ahead is none that counts.
 */
export async function takeTwoFactorStep(db: Queryable, userRowId: number, step: number): Promise<boolean> {
  const row = await db
    .updateTable('app_user')
    .set({ two_factor_step: step })
    .where('user_row_id', '=', userRowId)
    .where((expression) =>
      expression.or([
        expression('two_factor_step', 'is', null),
        expression('two_factor_step', '<', step),
        expression('two_factor_step', '>', step + farthestSteps),
      ]),
    )
    .returning('user_row_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** As `findUserByKey`, kept from changing until the transaction ends. */
export function lockUser(tx: Queryable, userRowId: number): Promise<UserRow | undefined> {
  return tx.selectFrom('app_user').where('user_row_id', '=', userRowId).selectAll().forUpdate().executeTakeFirst();
}

/**
 * Ends the user's tokens: all, or with `keep` all but those that were made between two times. An e-mail that waits for its
 * confirmation was asked for with one of them, and is forgotten.
 */
export async function endTokens(tx: Queryable, user: UserRow, keep?: { from: Date; to: Date }): Promise<UserRow> {
  const { user_row_id: userRowId, token_generation: before } = user;
  await deleteEmailChange(tx, userRowId);
  const ended = await updateUser(tx, userRowId, { token_generation: before + 1 });
  if (keep) {
    await keepTokens(tx, { userRowId, before, after: ended.token_generation, ...keep });
  }
  return ended;
}

/** A new e-mail that waits for its confirmation; it takes the place of an earlier one. */
export async function replaceEmailChange(tx: Queryable, change: EmailChangeTable): Promise<void> {
  await deleteEmailChange(tx, change.user_row_id);
  await tx.insertInto('email_change').values(change).execute();
}

export async function deleteEmailChange(tx: Queryable, userRowId: number): Promise<void> {
  await tx.deleteFrom('email_change').where('user_row_id', '=', userRowId).execute();
}

export function findEmailChange(db: Queryable, userRowId: number): Promise<EmailChangeTable | undefined> {
  return db.selectFrom('email_change').where('user_row_id', '=', userRowId).selectAll().executeTakeFirst();
}

/** Takes the change that a mailed link confirms, once. */
export function takeEmailChange(tx: Queryable, tokenHash: Uint8Array): Promise<EmailChangeTable | undefined> {
  return tx.deleteFrom('email_change').where('token_hash', '=', tokenHash).returningAll().executeTakeFirst();
}

/** Invitations of somebody who does not look after the installation any more make no accounts. */
export async function endAccountInvitations(tx: Queryable, userRowId: number): Promise<void> {
  await tx
    .updateTable('organization_invite')
    .set({ creates_account: false })
    .where('inviter_row_id', '=', userRowId)
    .execute();
}
