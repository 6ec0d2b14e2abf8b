import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';

export const throwErrorNode: NodeType = {
  type: 'ThrowErrorNode',
  label: 'Throw Error',
  summary: 'Ends the run with an error of your own.',
  category: 'logic',
  classes: everyClass,
  outputs: 0,
  readsOnly: true,
  fields: [{ key: 'messageTemplate', kind: 'template', label: 'Message', required: true }],
  example: { messageTemplate: 'There is no device {{data.id}}' },
  run({ config }) {
    throw new NodeError('ThrowError', config.requiredText('messageTemplate'));
  },
};
