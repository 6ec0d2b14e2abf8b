import type { NodeType } from '../context.ts';
import { everyClass } from '../declaration.ts';

export const mathNode: NodeType = {
  type: 'MathNode',
  label: 'Math',
  summary: 'Evaluates expressions in their order and stores what they give.',
  category: 'payload',
  classes: everyClass,
  outputs: 1,
  fields: [
    {
      key: 'statements',
      kind: 'list',
      label: 'Statements',
      fields: [
        { key: 'expression', kind: 'expression', label: 'Expression', required: true },
        { key: 'resultPath', kind: 'path', label: 'Result path', required: true, isResult: true },
      ],
    },
  ],
  example: { statements: [{ expression: '{{data.celsius}} * 9 / 5 + 32', resultPath: 'data.fahrenheit' }] },
  run({ config }) {
    for (const statement of config.list('statements')) statement.write('resultPath', statement.evaluate('expression'));
  },
};
