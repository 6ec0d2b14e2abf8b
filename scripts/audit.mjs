// Known vulnerabilities of what we ship: exits 1 when one is high or critical. A registry that does not answer is no reason
// to fail, and is said.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findShippedPackages } from './shipped-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const { stdout, stderr } = spawnSync(npm, ['audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});

/** What npm has answered, or undefined when it is no JSON. */
function readAnswer() {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

const report = readAnswer();
if (!report?.metadata?.vulnerabilities) {
  const reason = report?.message ?? (stderr ?? '').trim().split('\n')[0];
  console.log(`NOT CHECKED for known vulnerabilities: the registry does not answer (${reason || 'no reason given'}).`);
  process.exit(0);
}
// All packages are asked for: npm takes what is built into the console for development packages.
const shipped = findShippedPackages(root);
const known = Object.values(report.vulnerabilities).filter(({ nodes }) => nodes.some((path) => shipped.has(path)));
const found = known.filter(({ severity }) => severity === 'high' || severity === 'critical');
for (const { name, severity, range, via } of found) {
  const titles = via.map((each) => (typeof each === 'string' ? `by way of ${each}` : `${each.title} (${each.url})`));
  console.log(`${severity}: ${name} ${range}: ${titles.join('; ')}`);
}
console.log(`${known.length} shipped packages have known vulnerabilities, ${found.length} of them high or critical.`);
process.exit(found.length > 0 ? 1 : 0);
