import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const jsonEncodeNode: NodeType = {
  type: 'JsonEncodeNode',
  label: 'JSON: Encode',
  summary: 'Writes a value of the payload as JSON text.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'source', kind: 'path', label: 'Source path', required: true },
    { key: 'destination', kind: 'path', label: 'Destination path', required: true, isResult: true },
  ],
  example: { source: 'data', destination: 'working.text' },
  run({ config }) {
    // A missing value is null, as for the helper jsonEncode.
    config.write('destination', JSON.stringify(config.read('source') ?? null));
  },
};
