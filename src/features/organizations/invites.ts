import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { foldCase } from '../../kernel/fold-case.ts';
import { newId } from '../../kernel/ids.ts';
import type { OrganizationRef } from '../../kernel/owner.ts';
import type { Principal, UserPrincipal } from '../../kernel/principal.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';
import { hashPassword, hashSecret, randomSecret } from '../../platform/secrets/hashes.ts';
import { type CredentialCheck, checkNewPassword, type UserService } from '../users/index.ts';
import { toInvite } from './representation.ts';
import { toStoredRoles } from './role-overrides.ts';
import type { InviteAction, InvitePost } from './schemas.ts';
import { lockMembers } from './service.ts';
import { deleteInvite, findInvite, findOrganization, insertMember, listInvites, replaceInvite } from './store.ts';

const inviteMs = 7 * 24 * 3600 * 1000;
/** An organization's invitations and members are returned in one piece; more people than this are a mistake. */
const maxInvites = 1000;
const maxMembers = 1000;

/** Invitations: the way into an organization. The link is returned to whoever invites, and mailed where mail is set up. */
export class InviteService {
  readonly #database: Database;
  readonly #users: UserService;
  readonly #check: CredentialCheck;
  readonly #mailer: Mailer;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #onMailError: (error: unknown) => void;
  readonly #resources: ResourceRegistry;

  constructor(options: {
    database: Database;
    users: UserService;
    check: CredentialCheck;
    mailer: Mailer;
    bus: Bus;
    now: () => number;
    onMailError: (error: unknown) => void;
    resources: ResourceRegistry;
  }) {
    this.#database = options.database;
    this.#users = options.users;
    this.#check = options.check;
    this.#mailer = options.mailer;
    this.#bus = options.bus;
    this.#now = options.now;
    this.#onMailError = options.onMailError;
    this.#resources = options.resources;
  }

  /**
   * Invites an e-mail; the answer is the only one that shows the link. Someone without an account gets one by accepting
   * only when an administrator of the installation invites, and is one still. An invitation does not outlive a token that
   * was to last shorter.
   *
   * @param baseUrl where the invited person reaches this server, such as `https://signalbox.example.com`
   */
  async invite(
    organization: OrganizationRef,
    principal: Principal,
    body: InvitePost,
    { change, baseUrl }: { change: Change; baseUrl: string },
  ) {
    const { organizationRowId } = organization;
    const token = randomSecret();
    const id = newId();
    const now = this.#now();
    const name = await inTransaction(this.#database, async (tx) => {
      const members = await lockMembers(tx, organization);
      if (members.some((member) => foldCase(member.email) === foldCase(body.email))) {
        throw invalid('email', 'already belongs to a member');
      }
      const waiting = await listInvites(tx, organizationRowId);
      if (waiting.length >= maxInvites) {
        throw new AppError(
          'Validation',
          `The organization already has ${maxInvites} pending invitations; revoke some first`,
        );
      }
      const context = { resources: this.#resources, organization };
      await replaceInvite(tx, {
        id,
        organization_row_id: organizationRowId,
        email: body.email,
        role: body.role,
        application_roles: await toStoredRoles(tx, 'applicationRoles', body.applicationRoles ?? [], context),
        dashboard_roles: await toStoredRoles(tx, 'dashboardRoles', body.dashboardRoles ?? [], context),
        disallow_transfer: body.disallowTransfer ?? false,
        creates_account: principal.kind === 'user' && principal.administrator,
        inviter_row_id: principal.kind === 'user' ? principal.userRowId : null,
        token_hash: hashSecret(token),
        created_at: new Date(now),
        expires_at: new Date(Math.min(now + inviteMs, principal.grantsUntil)),
      });
      await change.record(tx, { target: { type: 'OrgInvite', id, name: body.email } });
      return (await findOrganization(tx, organizationRowId))?.name ?? '';
    });
    const link = `${baseUrl}/invites?${new URLSearchParams({ email: body.email, token })}`;
    const mailed = await this.#mail(body.email, name, link);
    const invites = await this.pending(organization);
    return invites.map((invite) => (invite.id === id ? { ...invite, link, mailed } : invite));
  }

  async pending({ organizationRowId }: OrganizationRef) {
    const rows = await listInvites(this.#database.kysely, organizationRowId);
    return rows.map((row) => toInvite(row, this.#now()));
  }

  async revoke(organization: OrganizationRef, inviteId: string, change: Change) {
    await inTransaction(this.#database, async (tx) => {
      const invite = await deleteInvite(tx, organization.organizationRowId, inviteId.toLowerCase());
      if (!invite) throw notFound('Invitation');
      await change.record(tx, { target: { type: 'OrgInvite', id: invite.id, name: invite.email } });
    });
    return this.pending(organization);
  }

  /**
   * What an invitation is about, for whoever holds its link. It does not tell whether its e-mail has an account: whoever
   * invites gets the link as well, and could ask for any e-mail.
   */
  async inform(query: { token: string; email: string }, account: UserPrincipal | undefined) {
    const invite = await this.#find(query);
    return {
      orgName: invite.organizationName,
      email: invite.email,
      role: invite.role,
      inviteDate: invite.created_at.toISOString(),
      ttl: invite.expires_at.getTime() - invite.created_at.getTime(),
      disallowTransfer: invite.disallow_transfer,
      needsPassword: account === undefined,
    };
  }

  /**
   * Accepts or declines; either way the link works once. Who becomes the member is proven beside the link: by a login,
   * whatever the account's e-mail is, by the password of the account with the invited e-mail, or by making that account.
   *
   * @throws AppError Unauthorized with the same words for a wrong password and for an e-mail without an account
   */
  async answer(
    body: InviteAction,
    { account, address, change }: { account: UserPrincipal | undefined; address: string; change: Change },
  ) {
    const invite = await this.#find(body);
    const organization = { organizationRowId: invite.organization_row_id, organizationId: invite.organizationId };
    const owner = { ownerType: 'organization' as const, ownerId: invite.organizationId };
    const target = { type: 'OrgInvite', id: invite.id, name: invite.email };
    // Before the transaction: hashing takes long enough to hold others up.
    const acceptor = body.accept ? await this.#prove(invite, body, { account, address }) : undefined;
    await inTransaction(this.#database, async (tx) => {
      const members = await lockMembers(tx, organization);
      if (!(await deleteInvite(tx, invite.organization_row_id, invite.id))) throw notFound('Invitation');
      if (!acceptor) {
        // Somebody who has not said who they are has no id; the invitation's stands for them.
        const actor = { kind: 'person' as const, userId: account?.userId ?? invite.id };
        return change.record(tx, { owner, target, actor });
      }
      if (members.length >= maxMembers) throw new AppError('Validation', `The organization has ${maxMembers} members`);
      const user = 'passwordHash' in acceptor ? await this.#users.create(tx, acceptor) : acceptor;
      const userId = 'userId' in user ? user.userId : user.id;
      if (members.some((member) => member.userId === userId)) {
        throw new AppError('Validation', 'This account is a member of the organization already');
      }
      await insertMember(tx, {
        organization_row_id: invite.organization_row_id,
        user_row_id: 'userRowId' in user ? user.userRowId : user.user_row_id,
        role: invite.role,
        application_roles: JSON.stringify(invite.application_roles),
        dashboard_roles: JSON.stringify(invite.dashboard_roles),
        created_at: new Date(this.#now()),
      });
      await change.record(tx, { owner, target, actor: { kind: 'person', userId } });
      this.#bus.announce(tx, 'organization.changed', { organizationId: invite.organizationId });
    });
    return acceptor ? { accepted: true, orgId: invite.organizationId } : { accepted: false };
  }

  /** Who accepts: an account, or what makes one. */
  async #prove(
    invite: { email: string; creates_account: boolean },
    { password, twoFactorCode, firstName, lastName }: InviteAction,
    { account, address }: { account: UserPrincipal | undefined; address: string },
  ) {
    if (account) return account;
    const { email } = invite;
    if (password === undefined) {
      throw invalid('password', 'is required: log in first, or send the password of the account, known or new');
    }
    const known = await this.#users.findByEmail(this.#database.kysely, email);
    if (known || !invite.creates_account) {
      const claim = { email, password, ...(twoFactorCode === undefined ? {} : { twoFactorCode }) };
      return this.#check.verify(claim, address);
    }
    checkNewPassword(password);
    return { email, passwordHash: await hashPassword(password), firstName, lastName };
  }

  async #find({ token, email }: { token: string; email: string }) {
    const invite = await findInvite(this.#database.kysely, hashSecret(token), email);
    if (!invite) throw notFound('Invitation');
    if (invite.expires_at.getTime() <= this.#now()) {
      throw new AppError('Gone', 'The invitation has expired; ask for a new one');
    }
    return invite;
  }

  /** A mail that cannot be sent does not undo the invitation: the link has been returned as well. */
  async #mail(to: string, organizationName: string, link: string): Promise<boolean> {
    if (!this.#mailer.isConfigured) return false;
    try {
      await this.#mailer.send({
        to,
        subject: `You are invited to ${organizationName.replaceAll(/[\r\n]+/g, ' ')}`,
        text: `You are invited to the organization "${organizationName}" on Signalbox.\n\nAccept or decline within 7 days:\n${link}\n`,
      });
      return true;
    } catch (error) {
      this.#onMailError(error);
      return false;
    }
  }
}
