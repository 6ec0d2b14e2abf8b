// A device in another language, with one server; cluster-acceptance.test.ts has the same through a balancer.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../support/api.ts';
import { runPahoDevice } from '../support/paho-scenario.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('lets a Paho device report, hear a command, and find its session again', async () => {
  const { client } = await logIn(server);
  await expect(runPahoDevice({ client, mqttPort: server.mqttPort })).resolves.toBeUndefined();
});
