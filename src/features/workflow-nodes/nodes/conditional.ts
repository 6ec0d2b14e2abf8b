import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const conditionalNode: NodeType = {
  type: 'ConditionalNode',
  label: 'Conditional',
  summary: 'Goes on by its second output when an expression is true, else by its first.',
  category: 'logic',
  classes: everyClass,
  outputs: 2,
  readsOnly: true,
  fields: [{ key: 'expression', kind: 'expression', label: 'Expression', required: true }],
  example: { expression: '{{data.temperature}} > 30' },
  run: ({ config }) => config.test('expression'),
};
