import { isObject } from '../../platform/language/index.ts';
import type { NodeConfig } from './config.ts';
import type { FieldDeclaration } from './declaration.ts';
import { NodeError } from './errors.ts';

/** As many lines go in one request. */
export const maxLogEntries = 100;

/** Where the lines of a log come from. @param fields what each of them says, where it is said one by one */
export function logEntryFields(fields: readonly FieldDeclaration[]): readonly FieldDeclaration[] {
  return [
    {
      key: 'writeMethod',
      kind: 'select',
      label: 'Lines from',
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    {
      key: 'writeFields',
      kind: 'list',
      label: 'Lines',
      required: true,
      maxEntries: maxLogEntries,
      when: { key: 'writeMethod', is: ['individualFields'] },
      fields,
    },
    {
      key: 'writeJsonTemplate',
      kind: 'json',
      label: 'Lines',
      help: 'One line or a list of them: a text or an object each.',
      required: true,
      when: { key: 'writeMethod', is: ['jsonTemplate'] },
    },
    {
      key: 'writePayloadPath',
      kind: 'path',
      label: 'Lines path',
      required: true,
      when: { key: 'writeMethod', is: ['payloadPath'] },
    },
  ];
}

/**
 * The lines that `logEntryFields` speak of.
 *
 * @param read makes a line of the fields of one
 * @throws NodeError ValidationError for none, too many, or what is neither a text nor an object
 */
export function readLogEntries(
  config: NodeConfig,
  read: (entry: NodeConfig) => Record<string, unknown>,
): Record<string, unknown>[] {
  const method = config.choice('writeMethod', 'individualFields' as string);
  const given =
    method === 'individualFields'
      ? config.list('writeFields').map(read)
      : method === 'jsonTemplate'
        ? config.json('writeJsonTemplate')
        : config.read('writePayloadPath');
  const entries = (Array.isArray(given) ? given : [given]).map((entry) => {
    if (typeof entry === 'string' && entry !== '') return { message: entry };
    if (!isObject(entry)) throw new NodeError('ValidationError', 'A line of the log is neither a text nor an object');
    return entry;
  });
  if (entries.length === 0 || entries.length > maxLogEntries) {
    throw new NodeError('ValidationError', `There must be from 1 to ${maxLogEntries} lines`);
  }
  return entries;
}
