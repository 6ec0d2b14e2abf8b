import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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
    versions.add(version);
  }
  if (versions.size !== 1) breaches.push(`Node.js is pinned in several versions: ${[...versions].join(', ')}`);
  return breaches;
}
