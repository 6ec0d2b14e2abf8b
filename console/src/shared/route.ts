import type { QueryClient } from '@tanstack/react-query';
import type { RouteComponent } from '@tanstack/react-router';

/** What an address says: the parameters of its path, and what stands behind the question mark. */
export interface Address {
  readonly params: Readonly<Record<string, string>>;
  readonly search: Readonly<Record<string, unknown>>;
}

/**
 * Asks the server for what a page shows first, before anything of it is drawn: its answers come while the browser draws the
 * frame. A page exports it as `askAhead`; what it asks for are the queries of the page. It never fails: the page shows what does.
 */
export type AskAhead = (queryClient: QueryClient, address: Address) => void | Promise<void>;

/** The script of a page once it is there. */
export interface LoadedPage {
  readonly Page: RouteComponent;
  readonly askAhead: AskAhead | undefined;
}

/**
 * One address and the page that is drawn there. The addresses are known before the scripts that draw anything (main.ts), so that
 * the page's own script comes beside them: a `routes.ts` imports nothing else.
 */
export interface PageRoute {
  /** Below /console, with the router's parameters: `/applications/$applicationId/keys`. */
  readonly path: string;
  /** Fetches the page's script, once. */
  readonly load: () => Promise<LoadedPage>;
  /** Shown without a session and without the frame around pages. */
  readonly standalone: boolean;
}

/** @param name which export of the script is the page */
export function pageAt<Name extends string>(
  path: string,
  load: () => Promise<{ readonly [name in Name]: RouteComponent } & { readonly askAhead?: AskAhead }>,
  name: Name,
  { standalone = false }: { readonly standalone?: boolean } = {},
): PageRoute {
  return {
    path,
    load: async () => {
      const script = await load();
      return { Page: script[name], askAhead: script.askAhead };
    },
    standalone,
  };
}

/** Whether the path of an address, below /console, is one of a route's. */
export function isAt(path: string, pathname: string): boolean {
  const parts = pathname.replace(/\/$/, '').split('/');
  const pattern = path.replace(/\/$/, '').split('/');
  return pattern.length === parts.length && pattern.every((part, at) => part.startsWith('$') || part === parts[at]);
}
