import type { DebugLine, NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const debugNode: NodeType = {
  type: 'DebugNode',
  label: 'Debug',
  summary: 'Shows a message and the payload, or a part of it, to whoever watches the workflow.',
  category: 'debug',
  classes: everyClass,
  outputs: 1,
  readsOnly: true,
  fields: [
    { key: 'message', kind: 'template', label: 'Message' },
    { key: 'property', kind: 'path', label: 'Property', help: 'The part that is shown; empty: the whole payload.' },
    {
      key: 'level',
      kind: 'select',
      label: 'Level',
      options: ['verbose', 'info', 'warn', 'error'],
      default: 'verbose',
    },
  ],
  example: { message: 'Temperature', property: 'data.temperature', level: 'info' },
  run({ config, payload, debug }) {
    const property = config.path('property');
    debug({
      level: config.choice<DebugLine['level']>('level', 'verbose'),
      message: config.text('message'),
      property,
      value: property === undefined ? payload : config.read('property'),
    });
  },
};
