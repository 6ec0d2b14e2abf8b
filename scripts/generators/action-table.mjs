import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The table of actions as TypeScript, so that names, paths and their parameters are types. */
export async function makeActionTable(root) {
  const rows = [];
  for (const file of ['actions.json', 'extensions.json']) {
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
  return `// Written by \`npm run generate\` from actions.json (the platform's) and extensions.json (what its newer client and this
// project add). Only as a literal does TypeScript know each name and the parameters of each path.
export const table = {
${rows.join('\n')}
} as const;
`;
}
