// Kills the server twice and starts it three times.
import { afterAll, expect, it } from 'vitest';
import { logIn } from '../../support/api.ts';
import { connectDevice, makeDevice } from '../../support/fixtures.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';

/** Reports of each round; the server is killed when half of them are acknowledged. */
const reportsPerRound = 60;
const rounds = 2;

let server: TestServer | undefined;
afterAll(() => server?.stop());

it('has run every report that was acknowledged, whatever was killed meanwhile', async () => {
  const dataDir = await makeDataFolder();
  server = await startServer({ dataDir });
  const { client, token: first } = await logIn(server);
  const { applicationId, deviceId, key, secret } = await makeDevice(client);
  const flow = await call(server, 'POST', `/applications/${applicationId}/flows`, {
    token: first,
    body: {
      name: 'Counts',
      triggers: [{ type: 'deviceId', key: deviceId, config: {}, meta: {}, outputIds: [['store']] }],
      nodes: [
        {
          id: 'store',
          type: 'StoreValueNode',
          config: { keyName: 'report-{{data.temperature}}', valueType: 'path', value: 'runId' },
          meta: {},
          outputIds: [],
        },
      ],
    },
  });
  const acknowledged = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const connection = await connectDevice(server, { deviceId, key, secret });
    connection.on('error', () => undefined);
    const half = Promise.withResolvers<void>();
    for (let report = 0; report < reportsPerRound; report += 1) {
      const temperature = round * reportsPerRound + report;
      const payload = JSON.stringify({ data: { temperature } });
      connection
        .publishAsync(`losant/${deviceId}/state`, payload, { qos: 1 })
        .then(() => {
          acknowledged.add(temperature);
          if (acknowledged.size >= (round + 0.5) * reportsPerRound) half.resolve();
        })
        .catch(() => undefined);
    }
    await half.promise;
    await server.kill();
    connection.end(true);
    server = await startServer({ dataDir });
  }
  const { token } = await logIn(server);
  const path = `/applications/${applicationId}/flows/${String(flow.body.id)}/storage`;
  const missing = async () => {
    const { body } = await call(server as TestServer, 'GET', path, { token });
    return [...acknowledged].filter((temperature) => !/^[0-9a-f]{24}$/.test(String(body[`report-${temperature}`])));
  };
  await expect.poll(missing, { timeout: 60_000, interval: 250 }).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan((rounds * reportsPerRound) / 2 - 1);
}, 180_000);
