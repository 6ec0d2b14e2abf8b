import type { NodeContext } from './context.ts';
import type { FieldDeclaration } from './declaration.ts';

/** The keys under which a node says what a function elsewhere is given. */
interface SourceKeys {
  readonly method: string;
  readonly data: string;
}

/** What a function elsewhere is given: the payload, a part of it, or a JSON template. */
export function sourceDataFields({ method, data }: SourceKeys): readonly FieldDeclaration[] {
  return [
    {
      key: method,
      kind: 'select',
      label: 'Given',
      options: ['workflowPayload', 'payloadPath', 'jsonTemplate'],
      default: 'workflowPayload',
    },
    {
      key: data,
      kind: 'json',
      kindBy: { key: method, kinds: { payloadPath: 'path' } },
      label: 'Data',
      required: true,
      when: { key: method, is: ['payloadPath', 'jsonTemplate'] },
    },
  ];
}

/** The value that `sourceDataFields` speak of. @throws NodeError TemplateError */
export function readSourceData({ config, payload }: NodeContext, { method, data }: SourceKeys): unknown {
  const chosen = config.choice(method, 'workflowPayload' as string);
  if (chosen === 'payloadPath') return config.read(data);
  return chosen === 'jsonTemplate' ? config.json(data) : payload;
}
