import { parseJson } from '../../../kernel/json-text.ts';
import { cutText } from '../../../kernel/text.ts';
import { isContainer } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { ResultBudget } from '../result-budget.ts';
import { changingOperations, type JsonObject, readingOperations } from './object-operations.ts';

export const objectNode: NodeType = {
  type: 'ObjectNode',
  label: 'Object',
  summary: 'Changes an object, or lists what is in it, operation by operation.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    { key: 'sourcePath', kind: 'path', label: 'Source path', help: 'Empty: an empty object.' },
    {
      key: 'destPath',
      kind: 'path',
      label: 'Destination path',
      help: 'Where the changed object goes; empty: back to where it was.',
      isResult: true,
    },
    {
      key: 'operations',
      kind: 'list',
      label: 'Operations',
      maxEntries: 10,
      fields: [
        {
          key: 'type',
          kind: 'select',
          label: 'Operation',
          options: [...Object.keys(changingOperations), ...Object.keys(readingOperations)],
          required: true,
        },
        { key: 'inputTemplate', kind: 'value', label: 'Input', help: 'One mustache, or JSON.' },
        {
          key: 'outputPath',
          kind: 'path',
          label: 'Output path',
          isResult: true,
          when: { key: 'type', is: Object.keys(readingOperations) },
        },
      ],
    },
  ],
  example: {
    sourcePath: 'working.settings',
    destPath: 'working.settings',
    operations: [{ type: 'assign', inputTemplate: '{"limit": {{globals.limit}} }' }],
  },
  run({ config }) {
    const operations = config.list('operations');
    const source = config.read('sourcePath');
    let current = source === undefined || source === null ? {} : source;
    if (!isContainer(current)) throw new NodeError('ValidationError', 'What is at sourcePath is no object');
    let isChanged = config.has('destPath');
    const budget = new ResultBudget();
    for (const operation of operations) {
      const type = operation.plain('type');
      if (Object.hasOwn(changingOperations, type)) {
        current = changingOperations[type]?.(current as JsonObject, readInput(operation, budget)) as object;
        isChanged = true;
      } else if (Object.hasOwn(readingOperations, type)) {
        operation.write(
          'outputPath',
          budget.copy(readingOperations[type]?.(current as JsonObject, () => readInput(operation, budget))),
        );
      } else throw new NodeError('ValidationError', `operations have no type ${cutText(type, 80)}`);
    }
    if (isChanged) config.write(config.has('destPath') ? 'destPath' : 'sourcePath', new ResultBudget().copy(current));
  },
};

/** The raw value of one mustache, or the JSON of a text; of pick and omit also a text that is none. */
function readInput(operation: NodeConfig, budget: ResultBudget): unknown {
  const value = budget.copy(operation.value('inputTemplate'));
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  try {
    return parseJson(value);
  } catch (error) {
    // Names stand as they are.
    if (/^(?:pick|omit)$/.test(operation.plain('type'))) return value;
    throw new NodeError('TemplateError', `inputTemplate is no JSON: ${(error as Error).message}`);
  }
}
