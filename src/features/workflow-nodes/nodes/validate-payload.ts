import { readPath } from '../../../platform/language/index.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { validateBySchema } from '../json-schema.ts';

export const validatePayloadNode: NodeType = {
  type: 'ValidatePayloadNode',
  label: 'Validate Payload',
  summary: 'Goes on by its second output when the payload, or a part of it, is valid by a JSON Schema (draft 4).',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  fields: [
    { key: 'schemaType', kind: 'select', label: 'Schema is', options: ['json', 'path'], default: 'json' },
    {
      key: 'schema',
      kind: 'json',
      label: 'Schema',
      required: true,
      kindBy: { key: 'schemaType', kinds: { path: 'path' } },
    },
    { key: 'toValidatePath', kind: 'path', label: 'Path to validate', help: 'Empty: the whole payload.' },
    { key: 'errorsPath', kind: 'path', label: 'Errors path', isResult: true },
  ],
  example: {
    schema: '{"type": "object", "required": ["temperature"], "properties": {"temperature": {"type": "number"}}}',
    toValidatePath: 'data',
    errorsPath: 'working.errors',
  },
  run({ config, payload }) {
    const schema = config.plain('schemaType') === 'path' ? config.read('schema') : config.json('schema');
    const errors = validateBySchema(schema, readPath(payload, config.path('toValidatePath') ?? '.'));
    config.write('errorsPath', errors);
    return errors.length === 0;
  },
};
