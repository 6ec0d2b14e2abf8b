import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function readRows(root, files) {
  const rows = [];
  for (const file of files) {
    const contract = JSON.parse(readFileSync(join(root, 'src/kernel/contract', file), 'utf8'));
    for (const [resource, actions] of Object.entries(contract)) {
      for (const [verb, action] of Object.entries(actions)) {
        const scopes = action.scopes ?? [];
        const reads =
          scopes.some((scope) => /^all\.\w+\.read$/.test(scope)) || (scopes.length === 0 && action.method === 'GET');
        const row = {
          name: `${resource}.${verb}`,
          method: action.method,
          path: action.path,
          scopes,
          success: action.success?.[0]?.code ?? 200,
          reads,
        };
        rows.push(`  ${JSON.stringify(row.name)}: ${JSON.stringify(row)},`);
      }
    }
  }
  return rows;
}

/** The table of actions as TypeScript, so that names, paths and their parameters are types. */
export async function makeActionTable(root) {
  const rows = readRows(root, ['actions.json', 'extensions.json']);
  return `// Written by \`npm run generate\` from actions.json (the platform's) and extensions.json (what its newer client and this
// project add).

/** Every action by its name. Only as a literal does TypeScript know each name and the parameters of each path. */
export const table = {
${rows.join('\n')}
} as const;

/** What only a newer platform has, as the official client lists it (client-actions.json). */
export const newerTable = {
${readRows(root, ['client-actions.json']).join('\n')}
} as const;
`;
}
