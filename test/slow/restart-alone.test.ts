// A server that is alone on a PostgreSQL database and is killed (docs/operations.md, "Running"): what its former self held is free at
// once, so that nothing stands still until a lease has run out.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { node, trigger } from '../support/flow-world.ts';
import { makeDatabase } from '../support/server-database.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { call } from '../support/tenant.ts';

const slowly = { timeout: 120_000, interval: 200 };
/** Half of the lease that the killed server had on the runs of the application. */
const lateMs = 15_000;

let database: Awaited<ReturnType<typeof makeDatabase>>;
let server: TestServer;

beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(async () => {
  await server?.stop();
  await database.drop();
});

it('goes on with timers and waiting runs as soon as it is back', async () => {
  const env = { DATABASE_URL: database.url };
  server = await startServer({ env });
  const { client, token } = await logIn(server);
  const { id } = await client.applications.post({ application: { name: 'Killed' } });
  const nodes = [
    node('record', 'StoreValueNode', {
      keyName: `{{formatDate time 'x'}}`,
      valueType: 'template',
      value: `{{currentDateTime 'x'}}`,
    }),
  ];
  const flow = { name: 'Every second', triggers: [trigger('timer', '', { seconds: 1 })], nodes };
  const { id: flowId } = await client.flows.post({ applicationId: id, flow });
  const recorded = async (): Promise<[number, number][]> => {
    const { body } = await call(server, 'GET', `/applications/${id}/flows/${flowId}/storage`, { token });
    return Object.entries(body).map(([due, ran]) => [Number(due), Number(ran)]);
  };
  await expect.poll(async () => (await recorded()).length, slowly).toBeGreaterThan(2);
  await server.kill();
  const killedAt = Date.now();
  server = await startServer({ env });
  const backAt = Date.now();
  const after = async () => (await recorded()).filter(([due]) => due > killedAt);
  await expect.poll(async () => (await after()).length, slowly).toBeGreaterThan(2);
  for (const [due, ran] of await after()) expect(ran - Math.max(due, backAt)).toBeLessThan(lateMs);
});
