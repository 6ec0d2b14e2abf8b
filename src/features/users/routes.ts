import { AppError } from '../../kernel/errors.ts';
import type { UserPrincipal } from '../../kernel/principal.ts';
import type { ActionRouter } from '../../platform/http/action-router.ts';
import { authenticatedUser, me, userCredentials } from './schemas.ts';
import type { UserService } from './service.ts';

export function registerUserRoutes(router: ActionRouter, users: UserService): void {
  router.handle('auth.authenticateUser', {
    summary: 'Log in with e-mail and password; answers a bearer token.',
    body: userCredentials,
    answer: authenticatedUser,
    handle: async ({ body }) => users.logIn(body),
  });

  router.handle('me.get', {
    summary: 'The user whose token this is.',
    answer: me,
    handle: async ({ principal }) => {
      if (principal.kind !== 'user') throw new AppError('Forbidden', 'The token does not belong to a user');
      return users.describe(principal satisfies UserPrincipal);
    },
  });
}
