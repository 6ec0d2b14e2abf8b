import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';

export const latchNode: NodeType = {
  type: 'LatchNode',
  label: 'Latch',
  summary:
    'Goes on by its second output once when a condition becomes true, and not again until another condition has reset it.',
  category: 'logic',
  classes: [...runnableClasses, 'edge'],
  outputs: 2,
  fields: [
    { key: 'latchExpression', kind: 'expression', label: 'Latch when', help: 'An expression; empty: never.' },
    { key: 'resetExpression', kind: 'expression', label: 'Reset when', help: 'An expression; empty: never.' },
    {
      key: 'latchIdTemplate',
      kind: 'template',
      label: 'Latch id',
      help: 'One latch for each text: {{triggerId}} keeps one for each device.',
    },
    { key: 'latchResultPath', kind: 'path', label: 'Latch condition path', isResult: true },
    { key: 'resetResultPath', kind: 'path', label: 'Reset condition path', isResult: true },
    { key: 'wasLatchedPath', kind: 'path', label: 'Was latched path', isResult: true },
    { key: 'isLatchedPath', kind: 'path', label: 'Is latched path', isResult: true },
    { key: 'branchPath', kind: 'path', label: 'Branch path', isResult: true },
  ],
  example: {
    latchExpression: '{{data.temperature}} > 30',
    resetExpression: '{{data.temperature}} < 25',
    latchIdTemplate: '{{triggerId}}',
    isLatchedPath: 'working.isHot',
  },
  async run({ config, services }) {
    const latch = config.test('latchExpression');
    const reset = config.test('resetExpression');
    const id = config.text('latchIdTemplate', { escape: false });
    const outcome = await services.states.change({ id, change: { kind: 'latch', latch, reset } });
    config.write('latchResultPath', latch);
    config.write('resetResultPath', reset);
    config.write('wasLatchedPath', outcome.wasLatched);
    config.write('isLatchedPath', outcome.isLatched);
    config.write('branchPath', outcome.fires);
    return outcome.fires;
  },
};
