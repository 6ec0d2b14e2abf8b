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

const selects = nodeTypes.flatMap(({ type, fields, example }) =>
  fields.flatMap(({ key, kind, options, when }) =>
    kind === 'select' && options && !when ? [[type, key, example, options] as const] : [],
  ),
);
test.each(selects)('%s cannot be saved with a %s that is none of its choices', (type, key, example, options) => {
  for (const wrong of ['none of them', '{{data.x}}', 7]) {
    const node = { id: 'n', type, config: { ...example, [key]: wrong }, meta: {}, outputIds: [] };
    expect(checkNodeConfig(node, 0).map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`must be one of ${options.join(', ')}`),
    );
  }
});
