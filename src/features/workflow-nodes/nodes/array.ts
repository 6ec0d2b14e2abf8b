import { cutText } from '../../../kernel/text.ts';
import type { NodeConfig, Payload } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { ResultBudget } from '../result-budget.ts';
import { type ArrayStep, changingRules, readingRules } from './array-rules.ts';

export const arrayNode: NodeType = {
  type: 'ArrayNode',
  label: 'Array',
  summary: 'Changes an array, or finds something in it, rule by rule.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    {
      key: 'sourceArrayPath',
      kind: 'path',
      label: 'Source path',
      help: 'Nothing there is an empty array, a text the array of its characters.',
      required: true,
    },
    {
      key: 'destArrayPath',
      kind: 'path',
      label: 'Destination path',
      help: 'Where the changed array goes; empty: back to where it was.',
      isResult: true,
    },
    {
      key: 'rules',
      kind: 'list',
      label: 'Rules',
      maxEntries: 100,
      fields: [
        {
          key: 'type',
          kind: 'select',
          label: 'Rule',
          options: [...Object.keys(changingRules), ...Object.keys(readingRules)],
          required: true,
        },
        {
          key: 'inputTemplate',
          kind: 'value',
          label: 'Input',
          help: 'The item, the name of a property, the start of a slice; of a filter an expression over value, index, array and payload.',
          kindBy: { key: 'type', kinds: { filter: 'expression' } },
        },
        {
          key: 'indexTemplate',
          kind: 'template',
          label: 'Index',
          help: 'Negative ones count from the end. Of a slice: where it ends.',
          when: { key: 'type', is: ['insertAt', 'replaceAt', 'removeAt', 'lookupAt', 'slice'] },
        },
        {
          key: 'order',
          kind: 'select',
          label: 'Order',
          options: ['ascending', 'descending'],
          default: 'ascending',
          when: { key: 'type', is: ['sort', 'sortBy'] },
        },
        { key: 'outputPath', kind: 'path', label: 'Output path', isResult: true },
      ],
    },
  ],
  example: {
    sourceArrayPath: 'working.points',
    rules: [{ type: 'push', inputTemplate: '{{data.temperature}}' }],
  },
  run({ config, payload }) {
    let items: readonly unknown[] = readItems(config.read('sourceArrayPath'));
    let isChanged = config.has('destArrayPath');
    const budget = new ResultBudget();
    for (const rule of config.list('rules')) {
      const step = applyRule(items, rule, payload, budget);
      rule.write('outputPath', rule.has('outputPath') ? budget.copy(step.output) : undefined);
      isChanged ||= step.items !== undefined;
      items = step.items ?? items;
    }
    if (isChanged)
      config.write(config.has('destArrayPath') ? 'destArrayPath' : 'sourceArrayPath', new ResultBudget().copy(items));
  },
};

function applyRule(items: readonly unknown[], rule: NodeConfig, payload: Payload, budget: ResultBudget): ArrayStep {
  const type = rule.plain('type');
  const apply = Object.hasOwn(changingRules, type)
    ? changingRules[type]
    : Object.hasOwn(readingRules, type)
      ? readingRules[type]
      : undefined;
  if (!apply) throw new NodeError('ValidationError', `rules have no type ${cutText(type, 80)}`);
  // Copied, because what comes from the payload can be changed there by the output of a later rule.
  const input = Object.hasOwn(changingRules, type)
    ? () => budget.copy(rule.value('inputTemplate'))
    : () => rule.value('inputTemplate');
  return apply(items, { config: rule, payload, input });
}

function readItems(source: unknown): readonly unknown[] {
  if (Array.isArray(source)) return source;
  if (typeof source === 'string') return [...source];
  if (source === undefined || source === null) return [];
  throw new NodeError('ValidationError', 'What is at sourceArrayPath is no array');
}
