import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findShippedPackages, nameOfPath } from './shipped-packages.mjs';

/** Licences (SPDX) that what we ship may have: all let it be used, changed and passed on under Apache-2.0. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Unlicense',
]);

/** Packages whose licence is known although their package.json does not say it, with why. */
const known = new Map();

/** Of `A OR B` one must be allowed, of `A AND B` both. */
function isAllowed(licence) {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed);
  return bare.split(' AND ').every((part) => allowed.has(part.trim()));
}

/**
 * What is shipped under a licence that is not on the list.
 *
 * @param {string} root
 * @returns {{ count: number, breaches: string[] }}
 */
export function checkLicences(root) {
  const breaches = [];
  const excused = new Set();
  const shipped = findShippedPackages(root);
  for (const [path, { license }] of shipped) {
    const name = nameOfPath(path);
    const licence = license ?? readInstalled(join(root, path, 'package.json'));
    if (licence !== undefined && isAllowed(licence)) continue;
    if (known.has(name)) excused.add(name);
    else breaches.push(`${path} has the licence ${licence ?? 'none'}, which is not in scripts/licences.mjs`);
  }
  for (const name of known.keys()) {
    if (!excused.has(name)) breaches.push(`${name} is excused in scripts/licences.mjs and need not be any more`);
  }
  return { count: shipped.size, breaches };
}

function readInstalled(file) {
  if (!existsSync(file)) return undefined;
  const { license } = JSON.parse(readFileSync(file, 'utf8'));
  return typeof license === 'string' ? license : undefined;
}
