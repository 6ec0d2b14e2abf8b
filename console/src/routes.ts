import { isAt, type PageRoute } from './shared/route.ts';

// Of every feature, without the feature itself: its menu and words are not needed to know which script an address wants.
const routes = Object.values(
  import.meta.glob<readonly PageRoute[]>('./pages/*/routes.ts', { eager: true, import: 'routes' }),
).flat();

/** The page of an address of the console, such as `location.pathname`. A path without parameters goes before one with them. */
export function findRoute(pathname: string): PageRoute | undefined {
  const below = pathname.replace(/^\/console/, '');
  const found = routes.filter(({ path }) => isAt(path, below));
  return found.find(({ path }) => !path.includes('$')) ?? found[0];
}
