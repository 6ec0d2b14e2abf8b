// What documentation shows and the editor begins with can be saved.
import { expect, test } from 'vitest';
import { nodeTypes } from '../../workflow-nodes/index.ts';
import { checkNodeConfig } from './node-config.ts';

test.each(nodeTypes.map(({ type, example }) => [type, example] as const))(
  'the example of %s can be saved',
  (type, example) => {
    expect(checkNodeConfig({ id: 'n', type, config: example, meta: {}, outputIds: [] }, 0)).toEqual([]);
  },
);

test.each(nodeTypes.map((declaration) => [declaration.type, declaration] as const))(
  '%s says what it is',
  (_, declaration) => {
    const { label, summary, category, fields, example } = declaration;
    expect([label, summary, category].every((text) => text.length > 0)).toBe(true);
    expect(summary).toMatch(/\.$/);
    for (const key of Object.keys(example)) expect(fields.map((field) => field.key)).toContain(key);
  },
);
