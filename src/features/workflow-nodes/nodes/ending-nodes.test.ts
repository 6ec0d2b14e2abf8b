import { expect, test } from 'vitest';
import { delayNode } from './delay.ts';
import { runNode } from './test-bed.ts';
import { throwErrorNode } from './throw-error.ts';

test.each([
  ['0', 0],
  ['-5', 0],
  ['0.001', 1],
  ['{{n}}', 2],
])('Delay of %s seconds waits %d ms', async (delay, ms) => {
  const began = performance.now();
  const { output } = await runNode(delayNode, { delay }, { n: 0.002 });
  expect(output).toBe(0);
  // Timers count in whole ms.
  expect(performance.now() - began).toBeGreaterThanOrEqual(ms - 1);
});

test('Delay gives up when the run ends, however long it was to wait', async () => {
  const run = new AbortController();
  const waiting = runNode(delayNode, { delay: 1e9 }, {}, { signal: run.signal });
  run.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('Delay takes numbers only', async () => {
  await expect(runNode(delayNode, { delay: 'soon' })).rejects.toMatchObject({ name: 'ValidationError' });
});

test('Throw Error throws its message', async () => {
  const run = (id: string) => runNode(throwErrorNode, { messageTemplate: '{{id}}' }, { id });
  await expect(run('No device')).rejects.toMatchObject({ name: 'ThrowError', message: 'No device' });
  await expect(run('')).rejects.toMatchObject({ name: 'TemplateError' });
});
