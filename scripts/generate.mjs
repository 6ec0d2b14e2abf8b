// Writes the generated files, or with --check says which of them are out of step. Works on dist/, so build first.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeActionTable } from './generators/action-table.mjs';
import { makeApiCoverage } from './generators/api-coverage.mjs';
import { makeClientActions } from './generators/client-actions.mjs';
import { makeConfigurationPage, makeEnvExample } from './generators/configuration.mjs';
import { makeConsoleActions } from './generators/console-actions.mjs';
import { makeConsoleResources } from './generators/console-resources.mjs';
import { makeConsoleTypes } from './generators/console-types.mjs';
import { makeConsoleWorkflowParts } from './generators/console-workflow-parts.mjs';
import { makeErrorsPage } from './generators/errors.mjs';
import { makeEventsPage } from './generators/events.mjs';
import { makeOpenApi } from './generators/openapi.mjs';
import { makeTableTypes } from './generators/tables.mjs';
import { makeWorkflowNodesPage } from './generators/workflow-nodes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

const generators = [
  // The owners of tables have a file each. First, because the rest needs what may not compile without them.
  ...(await makeTableTypes(root)).map(({ path, text }) => ({ path, make: () => text })),
  { path: 'src/kernel/contract/table.ts', make: makeActionTable },
  { path: 'src/kernel/contract/client-actions.json', make: makeClientActions },
  { path: 'docs/openapi.json', make: makeOpenApi },
  { path: 'docs/api-coverage.md', make: makeApiCoverage },
  { path: 'docs/configuration.md', make: makeConfigurationPage },
  { path: 'docs/errors.md', make: makeErrorsPage },
  { path: 'docs/events.md', make: makeEventsPage },
  { path: 'docs/workflow-nodes.md', make: makeWorkflowNodesPage },
  { path: '.env.example', make: makeEnvExample },
  { path: 'console/src/api/schema.d.ts', make: makeConsoleTypes },
  { path: 'console/src/api/actions.json', make: makeConsoleActions },
  { path: 'console/src/api/resources.json', make: makeConsoleResources },
  { path: 'console/src/api/workflow-parts.json', make: makeConsoleWorkflowParts },
];

let stale = 0;
for (const { path, make } of generators) {
  const file = join(root, path);
  const text = await make(root);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (check) {
    stale += 1;
    console.error(`${path} is out of step; run npm run generate`);
  } else {
    writeFileSync(file, text);
    console.log(`${path} written`);
  }
}
process.exit(stale > 0 ? 1 : 0);
