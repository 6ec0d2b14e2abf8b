import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const switchNode: NodeType = {
  type: 'SwitchNode',
  label: 'Switch',
  summary: 'Goes on by the output of the first case that equals a text; by its first output when none does.',
  category: 'logic',
  classes: everyClass,
  outputs: 'cases',
  readsOnly: true,
  fields: [
    { key: 'switchTemplate', kind: 'template', label: 'Text', required: true },
    {
      key: 'cases',
      kind: 'list',
      label: 'Cases',
      fields: [
        { key: 'caseTemplate', kind: 'template', label: 'Equals' },
        { key: 'caseLabel', kind: 'text', label: 'Label' },
      ],
    },
  ],
  example: { switchTemplate: '{{data.mode}}', cases: [{ caseTemplate: 'on' }, { caseTemplate: 'off' }] },
  run({ config }) {
    const text = config.text('switchTemplate', { escape: false });
    return config.list('cases').findIndex((entry) => entry.text('caseTemplate', { escape: false }) === text) + 1;
  },
};
