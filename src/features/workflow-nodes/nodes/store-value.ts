import { negate, readExactNumber } from '../../../kernel/exact-sum.ts';
import type { ExactNumber } from '../../../kernel/json-text.ts';
import { cutText } from '../../../kernel/text.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';

export const storeValueNode: NodeType = {
  type: 'StoreValueNode',
  label: 'Storage: Set Value',
  summary: 'Keeps a value under a key from run to run, counts one up or down, or forgets it.',
  category: 'data',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  fields: [
    { key: 'keyName', kind: 'template', label: 'Key', required: true },
    {
      key: 'valueType',
      kind: 'select',
      label: 'Value is',
      options: ['path', 'template', 'json', 'number', 'incr', 'decr', 'clear'],
      default: 'path',
    },
    {
      key: 'value',
      kind: 'path',
      label: 'Value',
      kindBy: {
        key: 'valueType',
        // What is there besides `clear` is left over from another choice.
        kinds: {
          template: 'template',
          json: 'json',
          number: 'template',
          incr: 'template',
          decr: 'template',
          clear: 'template',
        },
      },
    },
    resultField(),
  ],
  example: { keyName: 'count', valueType: 'incr', value: '1', resultPath: 'working.count' },
  async run({ config, services: { storage } }) {
    const key = config.requiredText('keyName');
    const type = config.choice('valueType', 'path' as string);
    if (type === 'incr' || type === 'decr') {
      const by = readNumber(config, 1);
      const { value } = await storage.increment({ key, by: type === 'incr' ? by : negate(by) });
      return config.write('resultPath', value);
    }
    const value = type === 'clear' ? undefined : readValue(config, type);
    const { before } = await storage.set({ key, value });
    config.write('resultPath', type === 'clear' ? before : value);
  },
};

/** Exports call the path `valuePath` as well. */
function readValue(config: NodeConfig, type: string): unknown {
  if (type === 'template') return config.text('value');
  if (type === 'json') return config.json('value');
  if (type === 'number') return readNumber(config);
  return config.has('value') ? config.read('value') : config.read('valuePath');
}

/** A number with all its digits. */
function readNumber(config: NodeConfig, otherwise?: number): number | ExactNumber {
  const text = config.text('value').trim();
  const number = text === '' ? otherwise : readExactNumber(text);
  if (number === undefined)
    throw new NodeError('ValidationError', `value is not a number${text === '' ? '' : `: ${cutText(text, 80)}`}`);
  return number;
}
