import { toText } from '../../platform/language/index.ts';
import type { NodeConfig } from './config.ts';
import type { FieldDeclaration } from './declaration.ts';

/** What a message to a queue or a topic says. */
export const messageFields: readonly FieldDeclaration[] = [
  {
    key: 'dataMethod',
    kind: 'select',
    label: 'Message from',
    options: ['stringTemplate', 'payloadPath'],
    default: 'stringTemplate',
  },
  {
    key: 'dataTemplate',
    kind: 'template',
    label: 'Message',
    required: true,
    when: { key: 'dataMethod', is: ['stringTemplate'] },
  },
  {
    key: 'dataPayloadPath',
    kind: 'path',
    label: 'Message path',
    help: 'What is no text is sent as JSON.',
    required: true,
    when: { key: 'dataMethod', is: ['payloadPath'] },
  },
];

/** The text that `messageFields` speak of. @throws NodeError TemplateError when a template renders none */
export function readMessage(config: NodeConfig): string {
  if (config.plain('dataMethod') !== 'payloadPath') return config.requiredText('dataTemplate', { escape: false });
  const value = config.read('dataPayloadPath');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : toText(value);
}
