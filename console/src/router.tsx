import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { ApplicationsPage } from './pages/applications-page.tsx';
import { DevicePage } from './pages/device-page.tsx';
import { DevicesPage } from './pages/devices-page.tsx';
import { LogPage } from './pages/log-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
const getParentRoute = () => rootRoute;

/** Every page. A page about an application carries its id in the path, so that an address can be passed on. */
export const router = createRouter({
  basepath: '/console',
  routeTree: rootRoute.addChildren([
    createRoute({ getParentRoute, path: '/', component: ApplicationsPage }),
    createRoute({ getParentRoute, path: '/applications', component: ApplicationsPage }),
    createRoute({ getParentRoute, path: '/applications/$applicationId', component: OverviewPage }),
    createRoute({ getParentRoute, path: '/applications/$applicationId/devices', component: DevicesPage }),
    createRoute({ getParentRoute, path: '/applications/$applicationId/devices/$deviceId', component: DevicePage }),
    createRoute({ getParentRoute, path: '/applications/$applicationId/log', component: LogPage }),
  ]),
});
