import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ApplicationsPage } from './pages/applications-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
const getParentRoute = () => rootRoute;

/**
 * Every page. A page about an application carries its id in the path, so that an address can be passed on. What is not
 * needed in the first minute is loaded when it is opened: the first load has a limit (docs/console.md).
 */
export const router = createRouter({
  basepath: '/console',
  // Going back to a long list leads to where it was left.
  scrollRestoration: true,
  routeTree: rootRoute.addChildren([
    createRoute({ getParentRoute, path: '/', component: ApplicationsPage }),
    createRoute({ getParentRoute, path: '/applications', component: ApplicationsPage }),
    createRoute({ getParentRoute, path: '/applications/$applicationId', component: OverviewPage }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/devices',
      component: lazyRouteComponent(() => import('./pages/devices/devices-page.tsx'), 'DevicesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/devices/$deviceId',
      component: lazyRouteComponent(() => import('./pages/device/device-page.tsx'), 'DevicePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/explorer',
      component: lazyRouteComponent(() => import('./pages/explorer/explorer-page.tsx'), 'ExplorerPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/connect',
      component: lazyRouteComponent(() => import('./pages/connect/connect-page.tsx'), 'ConnectPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/settings',
      component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/log',
      component: lazyRouteComponent(() => import('./pages/log/log-page.tsx'), 'LogPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/archives',
      component: lazyRouteComponent(() => import('./pages/archives/archives-page.tsx'), 'ArchivesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/keys',
      component: lazyRouteComponent(() => import('./pages/access/keys-page.tsx'), 'KeysPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/applications/$applicationId/tokens',
      component: lazyRouteComponent(() => import('./pages/access/tokens-page.tsx'), 'TokensPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/account',
      component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/account/tokens',
      component: lazyRouteComponent(() => import('./pages/account/my-tokens-page.tsx'), 'MyTokensPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/account/audit-log',
      component: lazyRouteComponent(() => import('./pages/account/my-audit-log-page.tsx'), 'MyAuditLogPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/users',
      component: lazyRouteComponent(() => import('./pages/users/users-page.tsx'), 'UsersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/organizations',
      component: lazyRouteComponent(() => import('./pages/organizations/organizations-page.tsx'), 'OrganizationsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/organizations/$orgId',
      component: lazyRouteComponent(() => import('./pages/organizations/organization-page.tsx'), 'OrganizationPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/organizations/$orgId/tokens',
      component: lazyRouteComponent(
        () => import('./pages/organizations/organization-tokens-page.tsx'),
        'OrganizationTokensPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/organizations/$orgId/audit-log',
      component: lazyRouteComponent(
        () => import('./pages/organizations/organization-audit-log-page.tsx'),
        'OrganizationAuditLogPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/organizations/$orgId/settings',
      component: lazyRouteComponent(
        () => import('./pages/organizations/organization-settings-page.tsx'),
        'OrganizationSettingsPage',
      ),
    }),
    createRoute({
      getParentRoute,
      path: '/invitation',
      component: lazyRouteComponent(() => import('./pages/invitation/invitation-page.tsx'), 'InvitationPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/confirm-email',
      component: lazyRouteComponent(() => import('./pages/confirm-email/confirm-email-page.tsx'), 'ConfirmEmailPage'),
    }),
  ]),
});
