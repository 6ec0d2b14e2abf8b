import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { resultField } from '../fields.ts';

export const customNodeExecuteNode: NodeType = {
  type: 'CustomNodeExecuteNode',
  label: 'Custom Node',
  summary: 'Runs a custom node of the application inside this run.',
  category: 'logic',
  classes: runnableClasses,
  outputs: 2,
  structure: 'customNode',
  fields: [
    { key: 'customNodeId', kind: 'text', label: 'Custom node', required: true },
    {
      key: 'customNodeVersion',
      kind: 'text',
      label: 'Version',
      help: 'develop, default or a name; empty: default.',
      default: 'default',
    },
    {
      key: 'fields',
      kind: 'list',
      label: 'Inputs',
      help: 'Each value is read by the type of the field in the called version.',
      fields: [
        { key: 'id', kind: 'text', label: 'Field' },
        { key: 'value', kind: 'text', label: 'Value' },
      ],
    },
    resultField(),
  ],
  example: { customNodeId: '575ec7417ae143cd83dc4a95', fields: [], resultPath: 'working.result' },
};
