import type { FastifyReply } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { isRoleAtLeast, type Role } from '../../kernel/permissions.ts';
import { dashboardResource } from './resource.ts';

/** What was let in once must not be kept by what stands between, nor be found by searching (dashboards.md, "2. Who may see it, and what sharing opens", 10). */
export function keepPrivate(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
}

/** How a member sees a dashboard. @throws AppError NotFound without a role */
export function standingOf(role: Role | undefined): 'view' | 'collaborate' {
  if (role === undefined) throw notFound(dashboardResource.label);
  return isRoleAtLeast(role, 'collaborate') ? 'collaborate' : 'view';
}
