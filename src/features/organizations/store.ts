import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { foldCaseSql } from '../../platform/database/fold-case.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type {
  OrganizationInviteTable,
  OrganizationMemberTable,
  OrganizationTable,
} from '../../platform/database/tables.ts';

export type OrganizationRow = Selectable<OrganizationTable>;
export type InviteRow = Selectable<OrganizationInviteTable>;

export const sortColumns = {
  name: 'name',
  id: 'id',
  creationDate: 'created_at',
  lastUpdated: 'updated_at',
} as const;
export const filterColumns = { name: 'name' } as const;

export function insertOrganization(tx: Queryable, row: Insertable<OrganizationTable>): Promise<OrganizationRow> {
  return tx.insertInto('organization').values(row).returningAll().executeTakeFirstOrThrow();
}

export function findOrganization(db: Queryable, organizationRowId: number): Promise<OrganizationRow | undefined> {
  return db
    .selectFrom('organization')
    .where('organization_row_id', '=', organizationRowId)
    .selectAll()
    .executeTakeFirst();
}

/** As `findOrganization`, keeping others from changing it or its members until the transaction ends. */
export function lockOrganization(tx: Queryable, organizationRowId: number): Promise<OrganizationRow | undefined> {
  return tx
    .selectFrom('organization')
    .where('organization_row_id', '=', organizationRowId)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
}

export function updateOrganization(
  tx: Queryable,
  organizationRowId: number,
  changes: Updateable<OrganizationTable>,
): Promise<OrganizationRow> {
  return tx
    .updateTable('organization')
    .set(changes)
    .where('organization_row_id', '=', organizationRowId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteOrganization(tx: Queryable, organizationRowId: number): Promise<void> {
  await tx.deleteFrom('organization').where('organization_row_id', '=', organizationRowId).execute();
}

/** The organizations of which the user is a member, a page of them. */
export function listOrganizations(db: Queryable, userRowId: number, page: PageRequest) {
  const query = db
    .selectFrom('organization')
    .where('organization_row_id', 'in', (members) =>
      members.selectFrom('organization_member').where('user_row_id', '=', userRowId).select('organization_row_id'),
    )
    .selectAll();
  return readRowsOfPage(query, page, { sort: sortColumns, filter: filterColumns, unique: 'organization_row_id' });
}

export type MemberRow = Awaited<ReturnType<typeof listMembers>>[number];

export function listMembers(db: Queryable, organizationRowIds: readonly number[]) {
  return db
    .selectFrom('organization_member as member')
    .innerJoin('app_user as user', 'user.user_row_id', 'member.user_row_id')
    .where('member.organization_row_id', '=', sql<number>`any(${organizationRowIds})`)
    .orderBy('member.created_at')
    .orderBy('member.user_row_id')
    .select([
      'member.organization_row_id as organizationRowId',
      'member.user_row_id as userRowId',
      'user.id as userId',
      'user.email',
      'user.first_name as firstName',
      'user.last_name as lastName',
      'member.role',
      'member.application_roles as applicationRoles',
      'member.dashboard_roles as dashboardRoles',
    ])
    .execute();
}

export async function insertMember(tx: Queryable, member: Insertable<OrganizationMemberTable>): Promise<void> {
  await tx.insertInto('organization_member').values(member).execute();
}

export async function updateMember(
  tx: Queryable,
  organizationRowId: number,
  userRowId: number,
  changes: Updateable<OrganizationMemberTable>,
): Promise<void> {
  await tx
    .updateTable('organization_member')
    .set(changes)
    .where('organization_row_id', '=', organizationRowId)
    .where('user_row_id', '=', userRowId)
    .execute();
}

export async function deleteMember(tx: Queryable, organizationRowId: number, userRowId: number): Promise<void> {
  await tx
    .deleteFrom('organization_member')
    .where('organization_row_id', '=', organizationRowId)
    .where('user_row_id', '=', userRowId)
    .execute();
}

/** Adds an invitation; an earlier one to the same e-mail is replaced, and its link no longer works. */
export async function replaceInvite(tx: Queryable, invite: Insertable<OrganizationInviteTable>): Promise<void> {
  await tx
    .deleteFrom('organization_invite')
    .where('organization_row_id', '=', invite.organization_row_id)
    .where(sql<boolean>`${foldCaseSql(sql.ref('email'))} = ${foldCaseSql(invite.email)}`)
    .execute();
  await tx.insertInto('organization_invite').values(invite).execute();
}

export function listInvites(db: Queryable, organizationRowId: number): Promise<InviteRow[]> {
  return db
    .selectFrom('organization_invite')
    .where('organization_row_id', '=', organizationRowId)
    .orderBy('organization_invite_row_id')
    .selectAll()
    .execute();
}

export async function countInvites(db: Queryable, organizationRowIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('organization_invite')
    .where('organization_row_id', '=', sql<number>`any(${organizationRowIds})`)
    .groupBy('organization_row_id')
    .select(['organization_row_id', (expression) => expression.fn.countAll<number>().as('count')])
    .execute();
  return new Map(rows.map((row) => [row.organization_row_id, Number(row.count)]));
}

export function deleteInvite(tx: Queryable, organizationRowId: number, id: string): Promise<InviteRow | undefined> {
  return tx
    .deleteFrom('organization_invite')
    .where('organization_row_id', '=', organizationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** The invitation that a link's token belongs to, with its organization. */
export function findInvite(db: Queryable, tokenHash: Uint8Array, email: string) {
  return db
    .selectFrom('organization_invite as invite')
    .innerJoin('organization', 'organization.organization_row_id', 'invite.organization_row_id')
    .where('invite.token_hash', '=', tokenHash)
    .where(sql<boolean>`${foldCaseSql(sql.ref('invite.email'))} = ${foldCaseSql(email)}`)
    .selectAll('invite')
    .select(['organization.name as organizationName', 'organization.id as organizationId'])
    .executeTakeFirst();
}
