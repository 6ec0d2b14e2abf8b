import type { FastifyRequest } from 'fastify';
import { actions } from '../../kernel/actions.ts';
import { AppError, invalid } from '../../kernel/errors.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import type { Gatekeeper } from '../../platform/http/gatekeeper.ts';
import { readBearer } from '../../platform/http/guard.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { hasPlusSign, plusHint } from '../../platform/http/plus-sign.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { InviteService } from './invites.ts';
import type { MemberService } from './members.ts';
import {
  inviteAction,
  inviteInfo,
  invites as inviteList,
  invitePost,
  inviteQuery,
  inviteResult,
  memberPatch,
  memberQuery,
  organization,
  organizationPatch,
  organizationPost,
  organizations as organizationsPage,
  organizationsQuery,
  resourceTransfer,
  revokeQuery,
  summaryQuery,
} from './schemas.ts';
import type { OrganizationService } from './service.ts';
import type { TransferService } from './transfer.ts';

interface Parts {
  readonly organizations: OrganizationService;
  readonly members: MemberService;
  readonly invites: InviteService;
  readonly transfers: TransferService;
  readonly access: Gatekeeper;
  readonly links: LinkBase;
}

/** Organizations, their members and invites, and the transfer of applications between owners. */
export function registerOrganizationRoutes(router: ActionRouter, parts: Parts): void {
  registerOwnRoutes(router, parts);
  registerMemberRoutes(router, parts);
  registerInviteRoutes(router, parts);
  registerTransferRoutes(router, parts);
}

function registerOwnRoutes(router: ActionRouter, { organizations }: Parts): void {
  router.handle('orgs.get', {
    summary: 'The organizations of which the caller is a member.',
    query: organizationsQuery,
    answer: organizationsPage,
    handle: async ({ user, query }) => organizations.list(user, query),
  });

  router.handle('orgs.post', {
    summary: 'Create an organization; the caller becomes its admin.',
    query: summaryQuery,
    body: organizationPost,
    answer: organization,
    handle: async ({ user, body, change, query }) => organizations.create(user, body, change, query),
  });

  router.handle('org.get', {
    summary: 'One organization, with its members.',
    query: summaryQuery,
    answer: organization,
    handle: async (call) => organizations.get(call.organization, call.query),
  });

  router.handle('org.patch', {
    summary: 'Change the given fields of an organization.',
    query: summaryQuery,
    body: organizationPatch,
    answer: organization,
    handle: async (call) => organizations.patch(call.organization, call.body, call.change, call.query),
  });

  router.handle('org.delete', {
    summary: 'Delete an organization that owns nothing any more.',
    answer: successAnswer,
    handle: async (call) => organizations.delete(call.organization, call.change),
  });
}

function registerMemberRoutes(router: ActionRouter, { organizations, members }: Parts): void {
  router.handle('org.modifyMember', {
    summary: 'Change what a member may do.',
    query: summaryQuery,
    body: memberPatch,
    answer: organization,
    handle: async (call) => {
      organizations.checkSummary(call.query);
      await members.modify(call.organization, call.body, call.change);
      return organizations.get(call.organization, call.query);
    },
  });

  router.handle('org.removeMember', {
    summary: 'Remove a member from an organization.',
    query: memberQuery,
    answer: organization,
    handle: async (call) => {
      organizations.checkSummary(call.query);
      await members.remove(call.organization, call.query.userId, call.change);
      return organizations.get(call.organization, call.query);
    },
  });
}

function registerInviteRoutes(router: ActionRouter, { invites, access, links }: Parts): void {
  router.handle('org.inviteMember', {
    summary: 'Invite an e-mail into an organization; the answer shows the link, this once.',
    body: invitePost,
    answer: inviteList,
    handle: async (call) =>
      invites.invite(call.organization, call.principal, call.body, {
        change: call.change,
        baseUrl: links.of(call.request),
      }),
  });

  router.handle('org.pendingInvites', {
    summary: 'The invitations that nobody has answered yet.',
    answer: inviteList,
    handle: async (call) => invites.pending(call.organization),
  });

  router.handle('org.revokeInvite', {
    summary: 'Take an invitation back; its link no longer works.',
    query: revokeQuery,
    answer: inviteList,
    handle: async (call) => invites.revoke(call.organization, call.query.inviteId, call.change),
  });

  router.handle('orgInvites.get', {
    summary: 'What an invitation is about, for whoever holds its link.',
    query: inviteQuery,
    answer: inviteInfo,
    handle: async ({ query, request }) => {
      if (hasPlusSign(request, 'email')) throw invalid('email', `holds a blank: ${plusHint}`);
      return invites.inform(query, await findAccount(access, request));
    },
  });

  router.handle('orgInvites.post', {
    summary: 'Accept or decline an invitation: with a login for its account, else with a password.',
    body: inviteAction,
    answer: inviteResult,
    handle: async ({ body, request, change }) =>
      invites.answer(body, { account: await findAccount(access, request), address: request.ip, change }),
  });
}

/**
 * The account that is logged in, if the call says so: the actions take no token of their own, because somebody without an
 * account uses them too.
 */
async function findAccount(access: Gatekeeper, request: FastifyRequest): Promise<UserPrincipal | undefined> {
  if (request.headers.authorization === undefined) return undefined;
  const principal = await access.authenticate(readBearer(request) ?? '');
  if (!principal) throw new AppError('InvalidToken', 'The token is not valid');
  const join = actions.get('orgs.post');
  if (principal.kind !== 'user' || !join || !access.allows(principal, join, undefined)) {
    throw new AppError('Forbidden', 'Only a token that may create organizations joins one');
  }
  return principal;
}

function registerTransferRoutes(router: ActionRouter, { transfers }: Parts): void {
  router.handle('org.transferResources', {
    summary: 'Give applications of an organization to another owner.',
    body: resourceTransfer,
    answer: successAnswer,
    handle: async ({ organization: { organizationId }, principal, body, change }) =>
      transfers.transfer({ ownerType: 'organization', ownerId: organizationId }, principal, body, change),
  });

  router.handle('me.transferResources', {
    summary: 'Give applications of the caller’s sandbox to an organization.',
    body: resourceTransfer,
    answer: successAnswer,
    handle: async ({ user, body, change }) =>
      transfers.transfer({ ownerType: 'user', ownerId: user.userId }, user, body, change),
  });
}
