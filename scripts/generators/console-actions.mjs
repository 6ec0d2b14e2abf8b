import { join } from 'node:path';
import { describeApi } from './openapi.mjs';

const levels = ['Application', 'Organization', 'User'];

/**
 * The actions that this version has built, for choosing the scopes of an API token: what each does, which kinds of tokens
 * can have it, and whether it only looks. One line each, so that a change reads well.
 */
export async function makeConsoleActions(root) {
  const { actions } = await import(join(root, 'dist', 'kernel', 'actions.js'));
  const lines = [];
  for (const item of Object.values((await describeApi(root)).paths)) {
    for (const operation of Object.values(item)) {
      const action = actions.get(operation.operationId);
      if (!action || operation['x-not-built']) continue;
      const open = levels.filter((level) => action.scopes.includes(`all.${level}`));
      if (open.length === 0) continue;
      const { summary } = operation;
      lines.push(JSON.stringify({ name: action.name, summary, levels: open, reads: action.reads }));
    }
  }
  lines.sort();
  return `[\n${lines.join(',\n')}\n]\n`;
}
