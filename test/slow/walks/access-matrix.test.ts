// Every kind of caller and every scope on every route: more than ten thousand calls. `npm test` has the usual callers
// on one route of each kind (test/acceptance/access-matrix.test.ts).
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  actions,
  findSurprises,
  makeDeadCallers,
  makeScopeCallers,
  makeStandingCallers,
  prepareMatrix,
  sample,
} from '../../support/access-matrix.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

let server: TestServer;
let matrix: { end(): Promise<void> };
beforeAll(async () => {
  server = await startServer();
  matrix = await prepareMatrix(server);
}, 60_000);
afterAll(async () => {
  await matrix.end();
  await server.stop();
});

it('responds to every kind of caller on every route as the one table says', async () => {
  const callers = [...(await makeDeadCallers()), ...(await makeStandingCallers())];
  const combinations = actions.flatMap((action) => callers.map((caller) => [action, caller] as const));
  const byScope = await makeScopeCallers(['user', 'organization', 'application', 'device']);
  for (const [index, action] of actions.entries()) {
    for (const withScope of byScope.values()) {
      const opening = withScope.filter(({ scopes: [scope = ''] }) => action.scopes.includes(scope));
      const others = withScope.filter((caller) => !opening.includes(caller));
      for (const caller of [...opening, ...sample(others, 6, index)]) combinations.push([action, caller]);
    }
  }
  expect(await findSurprises(combinations)).toEqual([]);
  const kinds = callers.length + [...byScope.values()].reduce((sum, each) => sum + each.length, 0);
  console.log(`${combinations.length} combinations of ${actions.length} actions and ${kinds} callers tried`);
  expect(combinations.length).toBeGreaterThan(5000);
}, 300_000);
