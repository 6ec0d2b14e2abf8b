import { cutText } from '../../../kernel/text.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import type { ValueChangeType } from '../node-states.ts';

const changeTypes: readonly ValueChangeType[] = [
  'any',
  'value',
  'valueInc',
  'valueDec',
  'percent',
  'percentInc',
  'percentDec',
];

export const branchOnChangeNode: NodeType = {
  type: 'BranchOnChangeNode',
  label: 'Branch on Change',
  summary: 'Goes on by its second output when a value has changed, or changed by so much, since it last did.',
  category: 'logic',
  classes: [...runnableClasses, 'edge'],
  outputs: 2,
  fields: [
    { key: 'valuePath', kind: 'path', label: 'Value path', required: true },
    {
      key: 'changeType',
      kind: 'select',
      label: 'Change',
      help: 'any: it is another value. value and percent: it has moved that far; Inc: risen from its minimum, Dec: fallen from its maximum.',
      options: changeTypes,
      default: 'any',
    },
    {
      key: 'changeThreshold',
      kind: 'template',
      label: 'By at least',
      when: { key: 'changeType', is: changeTypes.slice(1) },
    },
    {
      key: 'onChangeIdTemplate',
      kind: 'template',
      label: 'Change id',
      help: 'One value for each text: {{triggerId}} keeps one for each device.',
    },
    {
      key: 'prevValuePath',
      kind: 'path',
      label: 'Previous value path',
      help: 'An object with the value that was compared with, and its time.',
      isResult: true,
    },
  ],
  example: {
    valuePath: 'data.temperature',
    changeType: 'value',
    changeThreshold: '0.5',
    onChangeIdTemplate: '{{triggerId}}',
  },
  async run({ config, services, now }) {
    const changeType = config.choice<ValueChangeType>('changeType', 'any');
    if (!changeTypes.includes(changeType))
      throw new NodeError('ValidationError', `changeType is not known: ${cutText(String(changeType), 80)}`);
    const threshold = changeType === 'any' ? 0 : Math.max(config.number('changeThreshold') ?? 0, 0);
    const id = config.text('onChangeIdTemplate', { escape: false });
    const change = { kind: 'value', value: config.read('valuePath'), now: now(), changeType, threshold } as const;
    const { fires, previous } = await services.states.change({ id, change });
    config.write('prevValuePath', previous && { value: previous.value, time: new Date(previous.time) });
    return fires;
  },
};
