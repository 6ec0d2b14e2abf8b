import type { ActionRouter } from '../../platform/http/action-router.ts';
import {
  applicationLimits,
  type InstallationLimitsPatch,
  installationLimits,
  installationLimitsPatch,
  installationLimitsQuery,
} from './schemas.ts';
import type { LimitService } from './service.ts';

/** Limits of applications: for who owns one, and for administrators of the installation. */
export function registerLimitRoutes(router: ActionRouter, service: LimitService): void {
  router.handle('applicationLimits.get', {
    summary: 'The limits of an application, beside what it uses of them.',
    answer: applicationLimits,
    handle: async (call) => service.ofApplication(call.application),
  });

  router.handle('installationLimits.get', {
    summary: 'The usual limits, and those that are set for one application or owner; for administrators.',
    query: installationLimitsQuery,
    answer: installationLimits,
    handle: async ({ query }) => service.read(query),
  });

  router.handle('installationLimits.patch', {
    summary: 'Set limits of one application, or of all that an owner has; for administrators.',
    body: installationLimitsPatch,
    answer: installationLimits,
    handle: async ({ body, change }) => service.patch(body as InstallationLimitsPatch, change),
  });
}
