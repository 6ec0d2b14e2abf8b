// What is to be done once, where two servers share a database and both come to do it at the same moment.
import { expect, it } from 'vitest';
import { partsOf, startTestApp } from '../integration/app.ts';
import { logIn } from '../support/api.ts';
import { makeDatabase } from '../support/server-database.ts';

const minute = 60_000;

it('stores what was computed for a system device once', { timeout: 240_000 }, async () => {
  const database = await makeDatabase();
  let clock = Math.floor(Date.now() / minute) * minute + 30_000;
  const start = () => startTestApp({ env: { DATABASE_URL: database.url }, sharedDatabase: true, now: () => clock });
  const nodes = [await start(), await start()] as const;
  const runAll = () => Promise.all(nodes.map(({ app }) => partsOf(app).systems.runDue()));
  const { client } = await logIn(nodes[0]);
  const { id: applicationId } = await client.applications.post({ application: { name: 'Building' } });
  const system = await client.devices.post({
    applicationId,
    device: {
      name: 'Floor',
      deviceClass: 'system',
      systemInterval: 60,
      keepDuplicates: true,
      attributes: [
        {
          name: 'power',
          dataType: 'number',
          system: { aggregation: 'SUM', childAttributes: [{ name: 'power', mode: 'all' }] },
        },
      ],
    },
  });
  const meter = await client.devices.post({
    applicationId,
    device: { name: 'Meter', parentId: system.id, attributes: [{ name: 'power', dataType: 'number' }] },
  });
  await client.device.sendState({ applicationId, deviceId: meter.id, deviceState: { data: { power: 5 } } });
  await runAll();
  const intervals = 10;
  for (let interval = 0; interval < intervals; interval += 1) {
    clock += minute;
    await runAll();
    // Whatever one of them left to the other.
    await runAll();
  }
  const states = await client.device.getState({ applicationId, deviceId: system.id, limit: '100' });
  expect(states.map(({ data }: { data: object }) => data)).toEqual(
    Array.from({ length: intervals }, () => ({ power: 5 })),
  );
  expect(new Set(states.map(({ time }: { time: string }) => time)).size).toBe(intervals);
  // What is counted is what was stored, by whichever of them: the report of the meter comes on top.
  const { deviceState } = await client.application.payloadCounts({ applicationId });
  expect(Object.values(deviceState as Record<string, number>).reduce((sum, count) => sum + count, 0)).toBe(
    intervals + 1,
  );
  for (const node of nodes) await node.end();
  await database.drop();
});
