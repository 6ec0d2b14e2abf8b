import { expect, it } from 'vitest';
import { prepareCheck } from '../../../src/features/workflows/save.ts';

it('reads what takes long in short turns, so that others have theirs', async () => {
  const scripts = Array.from({ length: 20 }, (_, n) => ({ script: `let n = ${n};\n`.repeat(300) }));
  const templates = Array.from({ length: 20 }, (_, n) => ({ message: `${n} {{a}}`.repeat(5000) }));
  const nodes = [
    ...scripts.map((config) => ({ type: 'RawFunctionNode', config })),
    ...templates.map((config) => ({ type: 'DebugNode', config })),
  ];
  let turnsOfOthers = 0;
  let next: NodeJS.Immediate;
  const others = (): void => {
    turnsOfOthers += 1;
    next = setImmediate(others);
  };
  next = setImmediate(others);
  await prepareCheck({ nodes });
  clearImmediate(next);
  expect(turnsOfOthers).toBeGreaterThanOrEqual(nodes.length);
});
