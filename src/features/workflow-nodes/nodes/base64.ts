import { decodeBase64Text } from '../../../kernel/base64-text.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { encodeText } from '../encode-text.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { checkLength } from '../result-budget.ts';

const fields = [
  { key: 'sourceTemplate', kind: 'template', label: 'Text', required: true },
  resultField({ key: 'destinationPath', label: 'Destination path' }),
] as const;

export const base64EncodeNode: NodeType = {
  type: 'Base64EncodeNode',
  label: 'Base64: Encode',
  summary: 'Writes the UTF-8 of a text as base64.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields,
  example: { sourceTemplate: '{{{data.user}}}:{{{data.password}}}', destinationPath: 'working.base64' },
  run({ config }) {
    const text = readSource(config);
    checkLength(text.length * (4 / 3));
    config.write('destinationPath', encodeText(text).toString('base64'));
  },
};

export const base64DecodeNode: NodeType = {
  type: 'Base64DecodeNode',
  label: 'Base64: Decode',
  summary: 'Reads base64 as UTF-8 text.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields,
  example: { sourceTemplate: '{{data.body}}', destinationPath: 'working.text' },
  run({ config }) {
    const decoded = decodeBase64Text(readSource(config));
    if ('problem' in decoded) throw new NodeError('ValidationError', `The source ${decoded.problem}`);
    config.write('destinationPath', decoded.text);
  },
};

function readSource(config: NodeConfig): string {
  const text = config.text('sourceTemplate');
  if (text === '') throw new NodeError('TemplateError', 'sourceTemplate renders no text');
  return text;
}
