import type { SummaryValue } from '../applications/index.ts';
import type { InviteRow, MemberRow, OrganizationRow } from './store.ts';

export function toOrganization(
  row: OrganizationRow,
  members: readonly MemberRow[],
  summary: Readonly<Record<string, SummaryValue>>,
) {
  return {
    id: row.id,
    orgId: row.id,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    members: members.map(toMember),
    limits: row.data_ttl === null ? {} : { dataTTL: row.data_ttl },
    summary,
    ...(row.billing_email === null ? {} : { billingEmail: row.billing_email }),
    ...(row.icon_color === null ? {} : { iconColor: row.icon_color }),
    _type: 'organization' as const,
    _links: { self: { href: `/orgs/${row.id}` } },
  };
}

function toMember(row: MemberRow) {
  return {
    userId: row.userId,
    ...(row.firstName === null ? {} : { firstName: row.firstName }),
    ...(row.lastName === null ? {} : { lastName: row.lastName }),
    email: row.email,
    role: row.role,
    applicationRoles: row.applicationRoles,
    dashboardRoles: row.dashboardRoles,
  };
}

export function toInvite(row: InviteRow, now: number) {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    applicationRoles: row.application_roles,
    dashboardRoles: row.dashboard_roles,
    inviteDate: row.created_at.toISOString(),
    ttl: row.expires_at.getTime() - row.created_at.getTime(),
    hasExpired: row.expires_at.getTime() <= now,
    disallowTransfer: row.disallow_transfer,
  };
}
