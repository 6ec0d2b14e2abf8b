import type { FieldDeclaration } from './declaration.ts';

/** Where a node writes what it found or did; `resultPath` unless named. */
export function resultField(options: Partial<FieldDeclaration> = {}): FieldDeclaration {
  return { key: 'resultPath', kind: 'path', label: 'Result path', isResult: true, ...options };
}

/** What a failed action does: `throw` (the default), or write the error and go on. */
export const errorBehaviorFields: readonly FieldDeclaration[] = [
  {
    key: 'errorBehavior',
    kind: 'select',
    label: 'On error',
    options: ['throw', 'payloadPath'],
    default: 'throw',
  },
  {
    key: 'errorPath',
    kind: 'path',
    label: 'Error path',
    isResult: true,
    when: { key: 'errorBehavior', is: ['payloadPath'] },
  },
];

/** A list of keys and values, both templates. */
export function keyValueField(key: string, label: string): FieldDeclaration {
  return {
    key,
    kind: 'list',
    label,
    fields: [
      { key: 'keyTemplate', kind: 'template', label: 'Key' },
      { key: 'valueTemplate', kind: 'template', label: 'Value' },
    ],
  };
}

/** The page of a search: `findMultiple`, `findMetadata`, `resultsPerPage`, `resultsPage`, `sortField`, `sortDirection`. */
export const pageFields: readonly FieldDeclaration[] = [
  { key: 'findMultiple', kind: 'boolean', label: 'Find several', default: false },
  { key: 'findMetadata', kind: 'boolean', label: 'With counts', default: false },
  {
    key: 'resultsPerPage',
    kind: 'template',
    label: 'Per page',
    help: 'At most 1000; 0 only counts.',
    default: '100',
  },
  { key: 'resultsPage', kind: 'template', label: 'Page', default: '0' },
  { key: 'sortField', kind: 'template', label: 'Sort by' },
  { key: 'sortDirection', kind: 'template', label: 'Direction' },
];
