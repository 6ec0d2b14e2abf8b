import { invalid, notFound } from '../../kernel/errors.ts';
import type { OrganizationRef } from '../../kernel/owner.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { MemberPatch } from './schemas.ts';
import { lockMembers } from './service.ts';
import { deleteMember, type MemberRow, updateMember } from './store.ts';
import type { RoleOverride } from './tables.ts';

/** Changes to who is in an organization and what they may do. There is always one admin. */
export class MemberService {
  readonly #database: Database;
  readonly #bus: Bus;

  constructor(options: { database: Database; bus: Bus }) {
    this.#database = options.database;
    this.#bus = options.bus;
  }

  async modify(organization: OrganizationRef, body: MemberPatch, change: Change): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      const members = await lockMembers(tx, organization);
      const member = findMember(members, body.userId);
      if (body.role !== undefined && body.role !== 'admin') refuseLastAdmin(members, member);
      const changes = {
        ...(body.role === undefined ? {} : { role: body.role }),
        ...(body.applicationRoles === undefined
          ? {}
          : { application_roles: toStored('applicationRoles', body.applicationRoles) }),
        ...(body.dashboardRoles === undefined
          ? {}
          : { dashboard_roles: toStored('dashboardRoles', body.dashboardRoles) }),
      };
      if (Object.keys(changes).length > 0) {
        await updateMember(tx, organization.organizationRowId, member.userRowId, changes);
      }
      await change.record(tx);
      this.#bus.announce(tx, 'organization.changed', { organizationId: organization.organizationId });
    });
  }

  async remove(organization: OrganizationRef, userId: string, change: Change): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      const members = await lockMembers(tx, organization);
      const member = findMember(members, userId);
      refuseLastAdmin(members, member);
      await deleteMember(tx, organization.organizationRowId, member.userRowId);
      await change.record(tx);
      this.#bus.announce(tx, 'organization.changed', { organizationId: organization.organizationId });
    });
  }
}

function findMember(members: readonly MemberRow[], userId: string): MemberRow {
  const member = members.find((each) => each.userId === userId.toLowerCase());
  if (!member) throw notFound('Member');
  return member;
}

function refuseLastAdmin(members: readonly MemberRow[], member: MemberRow): void {
  const admins = members.filter((each) => each.role === 'admin');
  if (member.role === 'admin' && admins.length === 1) {
    throw invalid('role', 'of the only admin must stay admin; name another admin first');
  }
}

/**
 * Ids in the form in which they are looked up.
 *
 * @throws AppError Validation naming the entry whose resource has one already: nobody could say which role counts
 */
export function toStored(
  field: 'applicationRoles' | 'dashboardRoles',
  overrides: readonly RoleOverride[] = [],
): string {
  const stored = overrides.map(({ resourceId, role }) => ({ resourceId: resourceId.toLowerCase(), role }));
  const seen = new Set<string>();
  for (const [index, { resourceId }] of stored.entries()) {
    if (seen.has(resourceId)) throw invalid(`${field}[${index}].resourceId`, 'is there twice');
    seen.add(resourceId);
  }
  return JSON.stringify(stored);
}
