// Rules that neither the linter nor the import checker can see. Prints every breach; exits 1 when there is one.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findUndescribedExports } from './exports-without-docstring.mjs';
import { findFormerNames, findFormerWords } from './former-names.mjs';
import { checkLicences } from './licences.mjs';
import { checkNodePins } from './node-pins.mjs';
import { findForeignTables } from './table-owners.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const breaches = [];

function forEachLine(files, inspect) {
  for (const file of files) {
    for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
      const breach = inspect(line, file);
      if (breach) breaches.push(`${file}:${index + 1} ${breach}`);
    }
  }
}

/** What these parse was written by the server itself, or is only looked at. */
const jsonOfOurs = new Set([
  'src/features/applications/service.ts',
  'src/features/archives/read-manifest.ts',
  'src/features/archives/store.ts',
]);

const sources = tracked.filter((file) => /^src\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'));
forEachLine(sources, (line, file) => {
  if (/\bprocess\.env\b/.test(line) && file !== 'src/platform/config.ts')
    return 'reads process.env; only src/platform/config.ts may';
  if (/\bprocess\.exit\(/.test(line) && !['src/main.ts', 'src/serve.ts'].includes(file) && !file.endsWith('-worker.ts'))
    return 'ends the process; only src/main.ts and src/serve.ts may';
  // Both read much that is no time, and in the zone of the server.
  if (
    /\bDate\.parse\(|\bnew Date\((?:['"`]|\w*(?:[bB]ody|[qQ]uery|[tT]ext|[sS]tring)\b)/.test(line) &&
    !/time-text|test-bed/.test(file)
  )
    return 'reads a time from text; src/kernel/time-text.ts does that';
  if (/\bJSON\.parse\(/.test(line) && /^src\/(features|platform\/(http|broker))\//.test(file) && !jsonOfOurs.has(file))
    return 'parses JSON from outside; parseJson of src/kernel/json-text.ts loses no digits';
  // PostgreSQL and other programs refuse half of a character.
  if (/\$\{[^}]*\.slice\(0, (?:[2-9]\d|\d{3,}|max\w*|shown\w*)\)\}/.test(line))
    return 'cuts a text at any unit of it; cutText of src/kernel/text.ts leaves characters whole';
  return undefined;
});

const code = tracked.filter(
  (file) => /^(src|test|bench|console)\/.*\.tsx?$/.test(file) && !/generated|schema\.d\.ts/.test(file),
);
for (const file of code) {
  for (const { line, name, now } of findFormerNames(file, readFileSync(join(root, file), 'utf8')))
    breaches.push(`${file}:${line} names ${name}, which is called ${now} now`);
}
forEachLine([...code, ...tracked.filter((file) => file.endsWith('.md'))], findFormerWords);

const tests = tracked.filter((file) => file.endsWith('.test.ts'));
forEachLine(tests, (line) =>
  /\b(it|test|describe)\.(skip|skipIf|runIf|only|todo)\b/.test(line) ? 'skips or focuses a test' : undefined,
);
for (const file of tests) {
  // A test bed beside the tests may hold assertions that several files share.
  const bed = join(root, dirname(file), 'test-bed.ts');
  const own = readFileSync(join(root, file), 'utf8');
  const text = own.includes('./test-bed.ts') ? own + readFileSync(bed, 'utf8') : own;
  if (!/\bexpect\w*[(.]/.test(text)) breaches.push(`${file} asserts nothing`);
}

const pages = tracked.filter((file) => file.endsWith('.md'));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
forEachLine(pages, (line, file) => {
  // What looks like a link in a code span is an example.
  for (const [, target] of line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)/g)) {
    if (!existsSync(join(root, dirname(file), target))) return `links to ${target}, which does not exist`;
  }
  for (const [, name] of line.matchAll(/npm run ([\w:-]+)/g)) {
    if (!(name in scripts)) return `names npm run ${name}, which does not exist`;
  }
  return undefined;
});

const map = readFileSync(join(root, 'docs/README.md'), 'utf8');
for (const file of pages.filter((page) => dirname(page) === 'docs' && page !== 'docs/README.md')) {
  if (!map.includes(`](${file.slice('docs/'.length)})`)) breaches.push(`docs/README.md does not name ${file}`);
}

// Decisions are numbered without holes, and no number is given twice.
const decisions = pages.filter((file) => dirname(file) === 'docs/decisions').sort();
for (const [index, file] of decisions.entries()) {
  const number = String(index + 1).padStart(4, '0');
  if (!file.startsWith(`docs/decisions/${number}-`)) {
    breaches.push(`${file} is not decision ${number}: a number is missing or given twice`);
    break;
  }
}

// The contract is cited as `page.md, "Section"`; a section is a heading or a paragraph's bold lead.
const contract = 'docs/contract';
const cited = new Map(
  pages
    .filter((file) => dirname(file) === contract)
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const sections = [...text.matchAll(/^(?:#+ (.+)|(?:- )?\*\*(.+?)\*\*)/gm)].map(
        ([, heading, lead]) => heading ?? lead,
      );
      return [file.slice(contract.length + 1), new Set(sections)];
    }),
);
const mention = new RegExp(
  `\\b(${[...cited.keys()].filter((page) => page !== 'README.md').join('|')})(?:, "([^"]+)")?`,
  'g',
);
let citations = 0;
for (const file of tracked) {
  if (!/^((src|test|console|bench)\/.*\.tsx?|migrations\/.*\.sql|docs\/decisions\/.*\.md)$/.test(file)) continue;
  // A citation may run on over the lines of a comment.
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\n[ \t]*(?:\*|\/\/|--)?[ \t]*/g, ' ');
  for (const [, page, section] of text.matchAll(mention)) {
    citations += 1;
    if (section === undefined) breaches.push(`${file} cites ${page} without a section`);
    else if (!cited.get(page).has(section)) breaches.push(`${file} cites ${page}, "${section}", which does not exist`);
  }
}

// A table is named in its owner's folder alone; the others read a view of `SharedViews`, or call what `index.ts` offers.
const foreignTables = new Map([
  ['src/features/api-tokens/resource.ts access_token', 'the rows are also what people and devices log in with'],
  [
    'src/features/users/store.ts organization_invite',
    'invitations to accounts end in the transaction that takes the right to them, and organizations need users, not the other way round',
  ],
  ...['device_state', 'device_state_chunk', 'device_last_value', 'device_command', 'device_connection_log'].map(
    (table) => [
      `src/features/devices/resource.ts ${table}`,
      'the rows of a device go before it, a step at a time, and features that come later cannot tell it theirs yet',
    ],
  ),
]);
const named = findForeignTables(
  root,
  sources.filter((file) => !/[/-]test-bed\.ts$/.test(file)),
);
for (const { file, line, name, owner } of named) {
  if (!foreignTables.has(`${file} ${name}`)) breaches.push(`${file}:${line} names ${name}, a table of ${owner}`);
}
for (const place of foreignTables.keys()) {
  if (!named.some(({ file, name }) => place === `${file} ${name}`))
    breaches.push(`${place} is excused in scripts/check.mjs and need not be any more`);
}

// Rows of tables are described by the migrations.
const described = sources.filter((file) => !file.endsWith('/tables.generated.ts'));
const ofConsole = tracked.filter((file) => /^console\/src\/.*(?<!\.d)\.tsx?$/.test(file));
/** What the names in these files say is all there is to say. */
const selfEvident = [
  // Drawings, each named by what it shows.
  /^console\/src\/shared\/icons\.tsx$/,
  // Names of the shapes of the API, which the OpenAPI document describes.
  /^console\/src\/api\/types\.ts$/,
  // Each is the declaration of the pages in its folder; `Feature` says what its fields are.
  /^console\/src\/pages\/[^/]+\/feature\.ts$/,
];
for (const { file, line, name } of findUndescribedExports(root, [...described, ...ofConsole])) {
  if (selfEvident.some((pattern) => pattern.test(file))) continue;
  breaches.push(`${file}:${line} ${name} is used by other folders and has no docstring`);
}

// A state is a row or lies in a chunk: whoever reads the one reads the other beside it.
for (const file of sources.filter((each) => !each.endsWith('tables.ts') && !each.endsWith('.generated.ts'))) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    const around = lines.slice(Math.max(0, index - 8), index + 12).join('\n');
    if (/\bdevice_state_history\b/.test(line) && !/device_state_chunk_history|compact_states/.test(around))
      breaches.push(`${file}:${index + 1} reads states that are rows and not those of packed days (decision 0040)`);
  }
}

const { settings } = await import(join(root, 'dist', 'platform', 'config.js'));
for (const page of ['docs/configuration.md', '.env.example']) {
  const text = readFileSync(join(root, page), 'utf8');
  for (const { name } of settings) if (!text.includes(name)) breaches.push(`${page} does not name ${name}`);
}

const licences = checkLicences(root);
breaches.push(...licences.breaches, ...checkNodePins(root));

for (const breach of breaches) console.error(breach);
console.log(
  `${sources.length} sources, ${tests.length} test files, ${pages.length} pages and ${citations} citations of the contract, ${licences.count} licences checked in ${relative(process.cwd(), root) || '.'}`,
);
process.exit(breaches.length > 0 ? 1 : 0);
