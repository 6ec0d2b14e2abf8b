// What of the built console is held: how much travels before anything is seen, and that no part of the component library is
// drawn without its styles. Prints the figures; throws when one does not hold.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Bytes after gzip, which every browser takes over HTTP without TLS. */
const limits = {
  /** What the page names: the login can be used then. It is twice as much as it has, for the languages. */
  login: 40_000,
  /** And with what draws pages. */
  app: 215_000,
  /** And with the frame around every page: the menu can be used then. */
  frame: 275_000,
};

/**
 * @param {string} folder dist/console, with its compressed files
 * @returns {string[]} the names of the files that the frame around every page needs
 */
export function checkConsole(folder) {
  const assets = join(folder, 'assets');
  const names = readdirSync(assets);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = new Set([...page.matchAll(/(?:src|href)="\/console\/assets\/([^"]+)"/g)].map(([, name]) => name));
  const frame = names.find((name) => /^frame-[\w-]+\.js$/.test(name));
  const app = names.find((name) => /^app-[\w-]+\.js$/.test(name));
  const styles = names.find((name) => /^app-[\w-]+\.css$/.test(name));
  if (frame === undefined || app === undefined || styles === undefined)
    throw new Error('The console has no chunk of its frame, or of what draws pages');
  const login = new Set([...named].flatMap((name) => [...withImports(assets, name)]));
  const drawn = new Set([...login, styles, ...withImports(assets, app)]);
  const framed = new Set([...drawn, ...withImports(assets, frame)]);
  const sizes = { login: sum(assets, login), app: sum(assets, drawn), frame: sum(assets, framed) };
  for (const [what, limit] of Object.entries(limits)) {
    const text = `The console's ${what} takes ${sizes[what]} bytes of ${limit}`;
    if (sizes[what] > limit) throw new Error(`${text}: what was added belongs into a chunk of its own (import())`);
    console.log(text);
  }
  const missing = findMissingStyles(assets, names);
  if (missing.length > 0)
    throw new Error(`console/src/mantine.css lacks ${missing.join(', ')}, which the console uses`);
  return [...framed];
}

function sum(assets, names) {
  const sizeOf = (name) =>
    statSync(join(assets, names.has(name) && exists(assets, `${name}.gz`) ? `${name}.gz` : name)).size;
  return [...names].reduce((total, name) => total + sizeOf(name), 0);
}

function exists(assets, name) {
  return statSync(join(assets, name), { throwIfNoEntry: false }) !== undefined;
}

/** A chunk with all that it imports at once. */
function withImports(assets, name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  if (!name.endsWith('.js')) return seen;
  const code = readFileSync(join(assets, name), 'utf8');
  for (const [, imported] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
    withImports(assets, imported, seen);
  return seen;
}

/** Files of the component library's styles whose classes the scripts name, but no style sheet of ours has. */
function findMissingStyles(assets, names) {
  const read = (end) =>
    names.filter((name) => name.endsWith(end)).map((name) => readFileSync(join(assets, name), 'utf8'));
  const classes = /\bm_[0-9a-f]+\b/g;
  const used = new Set(read('.js').join('\n').match(classes));
  const styled = new Set(read('.css').join('\n').match(classes));
  const library = join(dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css')), 'styles');
  return readdirSync(library)
    .filter((name) => name.endsWith('.css') && !name.endsWith('.layer.css'))
    .filter((name) =>
      (readFileSync(join(library, name), 'utf8').match(classes) ?? []).some((one) => used.has(one) && !styled.has(one)),
    )
    .map((name) => basename(name));
}
