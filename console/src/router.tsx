import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { features } from './features.ts';
import type { PageRoute } from './shared/route.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

function makeRoute({ path, load }: PageRoute) {
  return createRoute({
    getParentRoute: () => rootRoute,
    path,
    component: lazyRouteComponent(async () => ({ default: (await load()).Page })),
    // Not awaited: the page shows itself that something is on its way, or that its script cannot be had.
    loader: ({ params, location: { search } }) => {
      load().then(
        ({ askAhead }) => askAhead?.(queryClient, { params, search }),
        () => undefined,
      );
    },
  });
}

/** Every page of every feature. A page about an application carries its id in the path, so that an address can be passed on. */
export const router = createRouter({
  basepath: '/console',
  // Going back to a long list leads to where it was left.
  scrollRestoration: true,
  routeTree: rootRoute.addChildren(features.flatMap(({ routes }) => routes.map(makeRoute))),
});
