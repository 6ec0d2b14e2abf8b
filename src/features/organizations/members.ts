import { invalid, notFound } from '../../kernel/errors.ts';
import type { OrganizationRef } from '../../kernel/owner.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';
import { type RoleField, toStoredRoles } from './role-overrides.ts';
import type { MemberPatch } from './schemas.ts';
import { lockMembers } from './service.ts';
import { deleteMember, type MemberRow, updateMember } from './store.ts';
import type { RoleOverride } from './tables.ts';

/** Changes to who is in an organization and what they may do. There is always one admin. */
export class MemberService {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #resources: ResourceRegistry;

  constructor(options: { database: Database; bus: Bus; resources: ResourceRegistry }) {
    this.#database = options.database;
    this.#resources = options.resources;
    this.#bus = options.bus;
  }

  async modify(organization: OrganizationRef, body: MemberPatch, change: Change): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      const members = await lockMembers(tx, organization);
      const member = findMember(members, body.userId);
      if (body.role !== undefined && body.role !== 'admin') refuseLastAdmin(members, member);
      const toStored = (field: RoleField, roles: readonly RoleOverride[]) =>
        toStoredRoles(tx, field, roles, { resources: this.#resources, organization, stored: member[field] });
      const changes = {
        ...(body.role === undefined ? {} : { role: body.role }),
        ...(body.applicationRoles && { application_roles: await toStored('applicationRoles', body.applicationRoles) }),
        ...(body.dashboardRoles && { dashboard_roles: await toStored('dashboardRoles', body.dashboardRoles) }),
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
