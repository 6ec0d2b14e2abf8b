// Every odd request at every route: 18,000 calls, which take half a minute of a processor. `npm test` sends each to every
// twelfth route (test/acceptance/http-requests.test.ts, whose tests these are).
import { expect, it } from 'vitest';

process.env.SIGNALBOX_TEST_ALL_ROUTES = '1';
await import('../../acceptance/http-requests.test.ts');

it('was told to try every route', () => {
  expect(process.env.SIGNALBOX_TEST_ALL_ROUTES).toBe('1');
});
