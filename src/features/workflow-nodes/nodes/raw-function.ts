import { isExactNumber } from '../../../kernel/json-text.ts';
import { copyPayload, isContainer, readPath, writePath } from '../../../platform/language/index.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';

export const rawFunctionNode: NodeType = {
  type: 'RawFunctionNode',
  label: 'Function',
  summary: 'Runs JavaScript over the payload, or a part of it, in a sandbox.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'script', kind: 'script', label: 'Script', required: true },
    { key: 'scopePath', kind: 'path', label: 'Scope', help: 'The part that the script sees; empty: the payload.' },
  ],
  example: { script: 'payload.working = { sum: payload.data.a + payload.data.b };' },
  async run({ config, payload, runScript }) {
    const scope = config.path('scopePath');
    const isComplete = scope === undefined || scope === '.';
    const given = isComplete ? payload : readPath(payload, scope);
    const result = restoreDigits(await runScript(config.plain('script'), given), given);
    if (!isComplete) return writePath(payload, scope, copyPayload(result));
    if (typeof result !== 'object' || result === null || Array.isArray(result) || result instanceof Date) {
      throw new NodeError('ValidationError', 'The script returned something that cannot be a payload: no object');
    }
    writePath(payload, '.', result);
  },
};

/**
 * The result of a script with the digits of every number that it left as and where it was: scripts have JavaScript's numbers, and
 * would change the last digits of an id that they do not even look at. Works in place, no deeper than what was given.
 */
function restoreDigits(result: unknown, given: unknown): unknown {
  if (result === given) return result;
  if (isExactNumber(given)) return result === Number(given.rawJSON) ? given : result;
  if (!isContainer(given) || !isContainer(result)) return result;
  for (const key in given) {
    const inner = (given as Record<string, unknown>)[key];
    if (typeof inner !== 'object' || !Object.hasOwn(result, key)) continue;
    const place = result as Record<string, unknown>;
    const before = place[key];
    const after = restoreDigits(before, inner);
    if (after !== before) place[key] = after;
  }
  return result;
}
