import { copyPayload, readPath, writePath } from '../../../platform/language/index.ts';
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
    const result = await runScript(config.plain('script'), isComplete ? payload : readPath(payload, scope));
    if (!isComplete) return writePath(payload, scope, copyPayload(result));
    if (typeof result !== 'object' || result === null || Array.isArray(result) || result instanceof Date) {
      throw new NodeError('ValidationError', 'The script returned something that cannot be a payload: no object');
    }
    writePath(payload, '.', result);
  },
};
