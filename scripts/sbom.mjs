// Writes dist/sbom.cdx.json: what is shipped, package by package with version, licence and checksum, in the form of
// CycloneDX. The release carries it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findShippedPackages, nameOfPath } from './shipped-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
// From the lock file: the same on every platform, whichever optional packages are installed.
// What is shipped is chosen here: npm leaves out with `--omit dev` what a development package needs as well.
const parameters = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const text = execFileSync(npm, parameters, {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});
const bom = JSON.parse(text);
const { name, version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// npm calls it by the folder that it stands in.
Object.assign(bom.metadata.component, { type: 'application', name, version, description });
const shipped = new Set([...findShippedPackages(root)].map(([path, each]) => `${nameOfPath(path)}@${each.version}`));
bom.components = bom.components.filter((each) => shipped.has(fullNameOf(each)));
for (const each of bom.components) {
  // Built into the console, whatever npm takes it for.
  each.properties = each.properties?.filter((property) => property.name !== 'cdx:npm:package:development');
}
const missing = [...shipped].filter((name) => !bom.components.some((each) => fullNameOf(each) === name));
if (missing.length > 0) throw new Error(`npm sbom has not listed ${missing.join(', ')}`);
const refs = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((each) => each['bom-ref'])]);
bom.dependencies = bom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
if (bom.bomFormat !== 'CycloneDX' || !(bom.components?.length > 0)) throw new Error('npm sbom has listed no package');
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(join(root, 'dist', 'sbom.cdx.json'), `${JSON.stringify(bom, null, 2)}\n`);

/** npm writes the scope into `group` or leaves it in `name`. */
function fullNameOf({ group, name: own, version: each }) {
  return `${group ? `${group}/` : ''}${own}@${each}`;
}

console.log(`dist/sbom.cdx.json: CycloneDX ${bom.specVersion}, ${bom.components.length} packages`);
