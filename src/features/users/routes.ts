import type { ActionCall, ActionRouter } from '../../platform/http/action-router.ts';
import { clientAddressOf } from '../../platform/http/client-address.ts';
import { sayLimits } from '../../platform/http/limit-headers.ts';
import type { LinkBase } from '../../platform/http/link-base.ts';
import { successAnswer } from '../../platform/http/schemas.ts';
import type { AccountService } from './account.ts';
import type { UserAdministration } from './administration.ts';
import type { EmailChange } from './email-change.ts';
import type { LoginService } from './login.ts';
import {
  authenticatedUser,
  changePassword,
  disableTwoFactorAuth,
  emailConfirmation,
  enableTwoFactorAuth,
  me,
  mePatch,
  mePatchQuery,
  meQuery,
  user,
  userCredentials,
  userPatch,
  userPost,
  users,
  usersQuery,
} from './schemas.ts';

/** Login, the own account, and the accounts that an administrator looks after. */
export function registerUserRoutes(
  router: ActionRouter,
  parts: {
    login: LoginService;
    account: AccountService;
    emails: EmailChange;
    administration: UserAdministration;
    links: LinkBase;
  },
): void {
  registerLoginRoutes(router, parts.login);
  registerAccountRoutes(router, parts);
  registerAdministrationRoutes(router, parts.administration);
}

function registerLoginRoutes(router: ActionRouter, login: LoginService): void {
  router.handle('auth.authenticateUser', {
    summary: 'Log in with e-mail and password; returns a bearer token.',
    body: userCredentials,
    answer: authenticatedUser,
    unrecorded: 'a login is not a change',
    handle: async ({ body, request, reply }) =>
      login.logIn(body, clientAddressOf(request), (standing) => {
        sayLimits(reply, [{ name: 'logins', unit: 'requests', windowSeconds: 900, ...standing }]);
      }),
  });

  router.handle('me.refreshToken', {
    summary: 'A new token like the one of the call, with its full lifetime ahead.',
    answer: authenticatedUser,
    unrecorded: 'a login is not a change',
    handle: async ({ user: caller, request }) => login.refresh(caller, clientAddressOf(request)),
  });
}

function registerAccountRoutes(
  router: ActionRouter,
  { account, emails, links }: { account: AccountService; emails: EmailChange; links: LinkBase },
): void {
  const asking = (call: Pick<ActionCall<unknown, unknown>, 'user' | 'request' | 'change'>) => ({
    user: call.user,
    address: clientAddressOf(call.request),
    change: call.change,
    baseUrl: links.of(call.request),
  });

  router.handle('me.get', {
    summary: 'The user whose token this is.',
    query: meQuery,
    answer: me,
    handle: async (call) => account.describe(call.user, call.query),
  });

  router.handle('me.patch', {
    summary: 'Change the given fields of the caller’s own account.',
    query: mePatchQuery,
    body: mePatch,
    answer: me,
    handle: async (call) => account.patch(asking(call), call.body, call.query),
  });

  router.handle('emailConfirmations.post', {
    summary: 'Take over a new e-mail, for whoever holds the link that was mailed there.',
    body: emailConfirmation,
    answer: successAnswer,
    handle: async ({ body, change }) => emails.confirm(body.token, change),
  });

  router.handle('me.changePassword', {
    summary: 'Change the password; ends every token of the account and returns a new one.',
    body: changePassword,
    answer: authenticatedUser,
    handle: async (call) => account.changePassword(asking(call), call.body),
  });

  router.handle('me.enableTwoFactorAuth', {
    summary: 'Ask for a code (TOTP) at every login from now on.',
    body: enableTwoFactorAuth,
    answer: me,
    handle: async (call) => account.enableTwoFactorAuth(asking(call), call.body),
  });

  router.handle('me.disableTwoFactorAuth', {
    summary: 'Log in without a code again.',
    body: disableTwoFactorAuth,
    answer: me,
    handle: async (call) => account.disableTwoFactorAuth(asking(call), call.body),
  });

  router.handle('me.delete', {
    summary: 'Delete the caller’s account with everything in its sandbox.',
    body: userCredentials,
    answer: successAnswer,
    handle: async (call) => account.delete(asking(call), call.body),
  });
}

function registerAdministrationRoutes(router: ActionRouter, administration: UserAdministration): void {
  router.handle('users.get', {
    summary: 'The users of the installation; for its administrators.',
    query: usersQuery,
    answer: users,
    handle: async ({ query }) => administration.list(query),
  });

  router.handle('users.post', {
    summary: 'Create a user; without a password, one is made up and shown in the answer alone.',
    body: userPost,
    answer: user,
    handle: async ({ body, change }) => administration.create(body, change),
  });

  router.handle('user.get', {
    summary: 'One user of the installation.',
    answer: user,
    handle: async ({ parameters }) => administration.get(parameters.userId),
  });

  router.handle('user.patch', {
    summary: 'Change a user: name, standing, a new password, two-factor authentication off.',
    body: userPatch,
    answer: user,
    handle: async ({ parameters, body, change }) => administration.patch(parameters.userId, body, change),
  });

  router.handle('user.delete', {
    summary: 'Delete a user with everything in its sandbox.',
    answer: successAnswer,
    handle: async (call) => administration.delete(call.user, call.parameters.userId, call.change),
  });
}
