/**
 * Which methods each path of the server has, learnt as routes are registered: for `Allow`, and to tell a wrong method
 * (405) from a wrong path (404).
 */
export class RouteMethods {
  readonly #routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** @param url as registered, with `:parameter` and a last `*` */
  add(url: string, method: string): void {
    // What takes any path at all (the preflights) says nothing about one of them.
    if (url === '*' || url === '/*') return;
    // Every path has it.
    if (method === 'OPTIONS') return;
    let route = this.#routes.get(url);
    if (!route) {
      route = { pattern: toPattern(url), methods: new Set() };
      this.#routes.set(url, route);
    }
    route.methods.add(method);
    // HEAD is nowhere without GET, but where a plugin's root is served with and without a slash, Fastify reports only it.
    if (method === 'HEAD') route.methods.add('GET');
  }

  /** The methods of a path, in the order of the alphabet; none where there is nothing at the path. */
  at(path: string): string[] {
    const methods = new Set<string>();
    for (const route of this.#routes.values()) {
      if (route.pattern.test(path)) for (const method of route.methods) methods.add(method);
    }
    return [...methods].sort();
  }
}

function toPattern(url: string): RegExp {
  const source = url
    .split(/(:\w+|\*)/)
    .map((part) =>
      part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${source}$`);
}
