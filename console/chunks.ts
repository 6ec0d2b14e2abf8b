import { fileURLToPath } from 'node:url';
import type { Rolldown } from 'vite';

const page = fileURLToPath(new URL('./index.html', import.meta.url));

/** So many scripts that are fetched by themselves must use a module for it to come with the parts of every page. */
const manyPages = 20;

/** Parts that are used by the same pages, or nearly so, are joined until they have so many bytes before they are made smaller. */
const partBytes = 30_000;

/**
 * What of the console comes together. A browser asks for six files at a time and each costs some milliseconds, so that what is
 * always needed together is one file: the login, and what draws pages with the frame around them and the tables and fields of the
 * first pages; and what most other pages are made of (forms, dialogs) is a few. What fewer share is left to the bundler, which never sends a page what it does not use. The
 * modules of each are found by who imports them; scripts/console-budget.mjs holds how much travels.
 */
export const codeSplitting: Rolldown.CodeSplittingOptions = {
  groups: [
    { name: (id, context) => (isOfLogin(id, context) ? 'login' : null), debugName: 'login', priority: 3 },
    // All that the entries (see vite.config.ts) import at once, those of the login aside.
    { name: nameInitial, debugName: 'frame', tags: ['$initial'], priority: 2 },
    { name: 'parts', minShareCount: manyPages, entriesAware: true, entriesAwareMergeThreshold: partBytes, priority: 1 },
  ],
};

/** What only one of the first pages draws stays with that page; plots are of many pages, but not of all. */
function nameInitial(id: string): string | null {
  if (/[/\\]pages[/\\](overview|devices)[/\\]/.test(id)) return null;
  return /[/\\](charts|uplot)[/\\]|[/\\]series[/\\]columns/.test(id) ? 'plots' : 'frame';
}

let login: ReadonlySet<string> | undefined;

/** Whether a module is imported at once by the page itself, or is the bundler's own, which that needs too. */
function isOfLogin(id: string, context: Rolldown.ChunkingContext): boolean {
  login ??= withImports(page, context);
  return login.has(id) || id.startsWith('\0vite/') || id.startsWith('\0rolldown/');
}

function withImports(id: string, context: Rolldown.ChunkingContext, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(id)) return seen;
  seen.add(id);
  for (const imported of context.getModuleInfo(id)?.importedIds ?? []) withImports(imported, context, seen);
  return seen;
}

/** Names of files; the bundler's of parts have the names of all pages that use them. */
export function chunkFileNames({ name }: { readonly name: string }): string {
  return `assets/${name.startsWith('parts~') ? 'parts' : '[name]'}-[hash].js`;
}
