import { copyPayload, readPath, removePath, TemplateError, writePath } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const mutateNode: NodeType = {
  type: 'MutateNode',
  label: 'Mutate',
  summary: 'Sets, copies, moves and removes values of the payload, rule by rule.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    {
      key: 'rules',
      kind: 'list',
      label: 'Rules',
      maxEntries: 100,
      fields: [
        { key: 'type', kind: 'select', label: 'Rule', options: ['set', 'copy', 'move', 'remove'], default: 'set' },
        {
          key: 'valueTemplate',
          kind: 'template',
          label: 'Value',
          when: { key: 'type', is: ['set'] },
          kindBy: { key: 'valueTemplateType', kinds: { json: 'json' } },
        },
        {
          key: 'valueTemplateType',
          kind: 'select',
          label: 'Value is',
          options: ['string', 'json'],
          default: 'string',
          when: { key: 'type', is: ['set'] },
        },
        { key: 'source', kind: 'path', label: 'From', when: { key: 'type', is: ['copy', 'move', 'remove'] } },
        {
          key: 'destination',
          kind: 'path',
          label: 'To',
          isResult: true,
          when: { key: 'type', is: ['set', 'copy', 'move'] },
        },
      ],
    },
  ],
  example: { rules: [{ type: 'set', valueTemplate: '{{deviceName}}', destination: 'working.name' }] },
  run({ config, payload }) {
    for (const rule of config.list('rules')) {
      const source = rule.path('source');
      const destination = rule.path('destination');
      const type = rule.choice('type', 'set' as string);
      if (type === 'set') rule.write('destination', readSetValue(rule));
      else if (source !== undefined) {
        const value = copyPayload(readPath(payload, source));
        if (type !== 'copy') removePath(payload, source);
        if (type !== 'remove' && destination !== undefined) writePath(payload, destination, value);
      }
    }
  },
};

/** JSON that does not parse sets undefined; a template that cannot be rendered throws. */
function readSetValue(rule: NodeConfig): unknown {
  if (rule.choice('valueTemplateType', 'string' as string) !== 'json') return rule.text('valueTemplate');
  try {
    return rule.json('valueTemplate');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    rule.text('valueTemplate');
    return undefined;
  }
}
