import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { features } from './features.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

/** Every page of every feature. A page about an application carries its id in the path, so that an address can be passed on. */
export const router = createRouter({
  basepath: '/console',
  // Going back to a long list leads to where it was left.
  scrollRestoration: true,
  routeTree: rootRoute.addChildren(
    features.flatMap(({ routes }) =>
      routes.map(({ path, component }) => createRoute({ getParentRoute: () => rootRoute, path, component })),
    ),
  ),
});
