import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { ActionError } from '../errors.ts';
import { errorBehaviorFields } from '../fields.ts';
import { byErrorBehavior } from '../outcomes.ts';
import { parsePayloadJson } from '../payload-json.ts';

export const jsonDecodeNode: NodeType = {
  type: 'JsonDecodeNode',
  label: 'JSON: Decode',
  summary: 'Turns a JSON text of the payload into the value that it stands for.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  hasErrorBehavior: true,
  fields: [
    { key: 'source', kind: 'path', label: 'Source path', required: true },
    { key: 'destination', kind: 'path', label: 'Destination path', required: true, isResult: true },
    ...errorBehaviorFields,
  ],
  example: { source: 'data.body', destination: 'working.body' },
  async run(context) {
    const { config } = context;
    await byErrorBehavior(context, () => config.write('destination', decode(config.read('source'))));
  },
};

function decode(source: unknown): unknown {
  if (typeof source !== 'string') throw new ActionError('ValidationError', 'The source is no text');
  try {
    return parsePayloadJson(source);
  } catch (error) {
    throw new ActionError('ValidationError', `The source is no JSON: ${(error as Error).message}`);
  }
}
