import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';

export const getValueNode: NodeType = {
  type: 'GetValueNode',
  label: 'Storage: Get Value',
  summary: 'Reads a value that the workflow keeps, or all of them.',
  category: 'data',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [
    { key: 'getAll', kind: 'boolean', label: 'All values', default: false },
    { key: 'keyName', kind: 'template', label: 'Key', when: { key: 'getAll', is: [false] } },
    {
      key: 'defaultValueType',
      kind: 'select',
      label: 'Default is',
      options: ['template', 'json', 'path'],
      default: 'template',
      when: { key: 'getAll', is: [false] },
    },
    {
      key: 'defaultValue',
      kind: 'template',
      label: 'Default',
      help: 'For keys that are not there.',
      kindBy: { key: 'defaultValueType', kinds: { json: 'json', path: 'path' } },
      when: { key: 'getAll', is: [false] },
    },
    { key: 'valuePath', kind: 'path', label: 'Value path', required: true, isResult: true },
  ],
  example: { keyName: 'count', defaultValueType: 'json', defaultValue: '0', valuePath: 'working.count' },
  async run({ config, services: { storage } }) {
    if (config.boolean('getAll')) return config.write('valuePath', await storage.get({ keys: 'all' }));
    const key = config.requiredText('keyName');
    const values = await storage.get({ keys: [key] });
    if (Object.hasOwn(values, key)) return config.write('valuePath', values[key]);
    if (!config.has('defaultValue')) return config.write('valuePath', undefined);
    const type = config.choice('defaultValueType', 'template' as string);
    if (type === 'json') return config.write('valuePath', config.json('defaultValue'));
    config.write('valuePath', type === 'path' ? config.read('defaultValue') : config.text('defaultValue'));
  },
};
