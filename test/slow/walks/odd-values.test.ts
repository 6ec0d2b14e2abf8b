// Odd values at every place of every request: some 10,000 calls, which take most of a minute of a processor. `npm test` tries every
// sixteenth place (test/acceptance/odd-values.test.ts, whose test this is).
import { expect, it } from 'vitest';

process.env.SIGNALBOX_TEST_ALL_PLACES = '1';
await import('../../acceptance/odd-values.test.ts');

it('was told to try every place', () => {
  expect(process.env.SIGNALBOX_TEST_ALL_PLACES).toBe('1');
});
