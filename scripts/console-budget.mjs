// What of the built console is held: how much travels before anything is seen. Prints the figures; throws when one does not hold.
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Bytes of scripts and styles as they travel over HTTPS, or from the machine itself (brotli; over HTTP without TLS browsers take
 * gzip, a seventh more), for whoever has nothing of them in the cache: of what `index.html` names, and of what that and the
 * sources here import at once. Heads and answers of the server come to some 25,000 besides, and all of it is to stay below 250,000.
 */
const firstLoads = [
  { what: 'login', limit: 15_000, sources: [] },
  { what: 'frame', limit: 172_000, sources: ['src/app.tsx'] },
  { what: 'overview', limit: 200_000, sources: ['src/app.tsx', 'src/pages/overview/overview-page.tsx'] },
  { what: 'list of devices', limit: 178_000, sources: ['src/app.tsx', 'src/pages/devices/devices-page.tsx'] },
];
/** So many files at most: a browser asks for six at a time. */
const mostFiles = 12;

/**
 * @param {string} folder dist/console, with its compressed files and Vite's manifest
 * @returns {string[]} the names of the files that the frame around every page needs
 */
export function checkConsole(folder) {
  const assets = join(folder, 'assets');
  const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/console\/assets\/([^"]+)"/g)].map(([, name]) => name);
  const loads = new Map(
    firstLoads.map(({ what, sources }) => [
      what,
      new Set([...named, ...sources.flatMap((source) => withImports(manifest, source))]),
    ]),
  );
  for (const { what, limit } of firstLoads) {
    const files = loads.get(what);
    const size = sum(assets, files);
    const text = `The console's ${what} takes ${size} bytes of ${limit} in ${files.size} files`;
    if (size > limit) throw new Error(`${text}: what was added belongs into a chunk of its own (import())`);
    if (files.size > mostFiles) throw new Error(`${text}, more than ${mostFiles}: see console/chunks.ts`);
    console.log(text);
  }
  return [...loads.get('frame')];
}

function sum(assets, names) {
  const sizeOf = (name) => statSync(join(assets, exists(assets, `${name}.br`) ? `${name}.br` : name)).size;
  return [...names].reduce((total, name) => total + sizeOf(name), 0);
}

function exists(assets, name) {
  return statSync(join(assets, name), { throwIfNoEntry: false }) !== undefined;
}

/** The names of the files of a source and of all that it imports at once, styles too. */
function withImports(manifest, key, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The console has no chunk of ${key}`);
  return [
    ...[chunk.file, ...(chunk.css ?? [])].map((path) => basename(path)),
    ...(chunk.imports ?? []).flatMap((imported) => withImports(manifest, imported, seen)),
  ];
}
