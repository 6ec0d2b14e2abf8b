import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the console is built with and nothing of which is in it. */
const buildTools = /^(vite|@vitejs\/.*|@types\/.*)$/;

/**
 * The entries of package-lock.json whose code is shipped, by their paths: what the server needs, and what is built into the
 * console, which npm takes for a development dependency.
 *
 * @param {string} root
 * @returns {Map<string, { version: string, license?: string }>}
 */
export function findShippedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const shipped = new Map(
    Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.dev && !entry.link),
  );
  const inConsole = Object.keys(packages.console.devDependencies).filter((name) => !buildTools.test(name));
  const waiting = inConsole.map((name) => findPackage(packages, 'console', name));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (shipped.has(path)) continue;
    const entry = packages[path];
    shipped.set(path, entry);
    const needed = Object.keys({ ...entry.dependencies, ...entry.peerDependencies });
    const optional = entry.peerDependenciesMeta ?? {};
    for (const name of needed.filter((each) => !optional[each]?.optional && !buildTools.test(each))) {
      const found = findPackage(packages, path, name);
      if (found !== undefined) waiting.push(found);
    }
  }
  return shipped;
}

/** Where Node.js would find the package from a folder. */
function findPackage(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}

/** `@scope/name` of an entry's path. */
export function nameOfPath(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
