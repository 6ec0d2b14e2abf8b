import type { NodeType } from '../context.ts';

export const customNodeCapNode: NodeType = {
  type: 'CustomNodeCapNode',
  label: 'Custom Node Output',
  summary: 'Ends a custom node and gives its caller the result; the first that is reached counts.',
  category: 'logic',
  classes: ['customNode'],
  outputs: 0,
  readsOnly: true,
  structure: 'customNodeCap',
  fields: [
    { key: 'resultSourcePath', kind: 'path', label: 'Result' },
    { key: 'branchIndexTemplate', kind: 'template', label: 'Output', help: '0 or 1.', default: '0' },
  ],
  example: { resultSourcePath: 'working.result', branchIndexTemplate: '0' },
};
