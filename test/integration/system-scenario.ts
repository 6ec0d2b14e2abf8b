import { expect } from 'vitest';
import { type Client, failureOf, logIn } from '../support/api.ts';
import { EventReader } from '../support/event-reader.ts';
import { expectSchema } from '../support/schema.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

const minute = 60_000;

/** A building of floors of meters, on a clock of its own: the same on both database engines. */
export async function runSystemScenario(env: Readonly<Record<string, string>>): Promise<void> {
  // The middle of a minute, so that a second more or less is none of the test's business.
  let clock = Math.floor(Date.now() / minute) * minute + 30_000;
  const server: TestApp = await startTestApp({ env, now: () => clock });
  try {
    const login = await logIn(server);
    let client: Client = login.client;
    const { id: applicationId } = await client.applications.post({ application: { name: 'Building' } });
    const make = async (device: object): Promise<string> =>
      (await client.devices.post({ applicationId, device })).id as string;
    const takes = (name: string, aggregation: string, childAttribute: object, dataType = 'number') => ({
      name,
      dataType,
      system: { aggregation, childAttributes: [childAttribute] },
    });
    const building = await make({
      name: 'Building',
      deviceClass: 'system',
      systemInterval: 60,
      attributes: [takes('total', 'SUM', { name: 'power', mode: 'all' })],
    });
    const floor = await make({
      name: 'Floor',
      deviceClass: 'system',
      systemInterval: 60,
      parentId: building,
      attributes: [
        takes('power', 'SUM', { name: 'power', mode: 'all' }),
        takes('pumps', 'COUNT', { name: 'power', mode: 'whitelist', deviceTags: [{ key: 'kind', value: 'pump' }] }),
        takes('newest', 'LAST', { name: 'power', mode: 'all' }, 'string'),
      ],
    });
    const meters: string[] = [];
    for (const kind of ['pump', 'pump', 'fan']) {
      const attributes = [{ name: 'power', dataType: 'number' }];
      meters.push(await make({ name: kind, parentId: floor, tags: [{ key: 'kind', value: kind }], attributes }));
    }
    const report = (index: number, power: number, time?: number) =>
      client.device.sendState({
        applicationId,
        deviceId: meters[index],
        deviceState: { data: { power }, ...(time ? { time } : {}) },
      });
    const read = async (deviceId: string): Promise<{ time: number; data: object }[]> => {
      const states = await client.device.getState({ applicationId, deviceId, limit: '100' });
      expectSchema('deviceStates', states);
      return states.map(({ time, data }: { time: string; data: object }) => ({ time: Date.parse(time), data }));
    };

    await partsOf(server.app).systems.runDue();
    expect(await read(floor)).toEqual([]);
    const floorStream = `${server.http}/applications/${applicationId}/devices/${floor}/stateStream`;
    const watcher = await EventReader.open(floorStream, { Authorization: `Bearer ${login.token}` });
    for (const [index, power] of [10, 20, 5].entries()) {
      clock += 1000;
      await report(index, power);
    }
    const first = Math.ceil(clock / minute) * minute;
    clock = first + 5000;
    // What comes after the interval's end is not in it.
    await report(2, 1000);
    await partsOf(server.app).systems.runDue();
    await partsOf(server.app).systems.runDue();
    expect(await read(floor)).toEqual([{ time: first, data: { power: 35, pumps: 2, newest: '5' } }]);
    expect(await read(building)).toEqual([{ time: first, data: { total: 35 } }]);
    expect((await watcher.next('deviceState'))?.data).toMatchObject({ data: { power: 35 } });
    watcher.close();

    clock = first + minute + 5000;
    await partsOf(server.app).systems.runDue();
    // Three intervals pass while the server is down. Nothing is missing and nothing is there twice.
    const down = clock + 3 * minute;
    await server.restart(() => {
      clock = down;
    });
    ({ client } = await logIn(server));
    await report(0, 11, first + 2 * minute + 10_000);
    await partsOf(server.app).systems.runDue();
    const after = (await read(building)).toReversed();
    expect(after.map(({ time }) => (time - first) / minute)).toEqual([0, 1, 2, 3, 4]);
    const totals = after.map(({ data }) => (data as { total: number }).total);
    expect(totals.slice(0, 3)).toEqual([35, 1030, 1030]);
    // The timer may have been at it before the late report came.
    expect([1030, 1031]).toContain(totals[3]);
    const counts = await client.application.payloadCounts({ applicationId });
    expect(counts.deviceState).toEqual({ 'user.rest': 5, 'system.interval': 10 });

    // A device that is gone, and an attribute that is, no longer count.
    await client.device.delete({ applicationId, deviceId: meters[2] });
    await client.device.patch({ applicationId, deviceId: meters[1], device: { attributes: [] } });
    clock += minute;
    await partsOf(server.app).systems.runDue();
    expect((await read(floor))[0]?.data).toEqual({ power: 11, pumps: 1, newest: '11' });

    expect(
      await failureOf(client.device.sendState({ applicationId, deviceId: floor, deviceState: { data: { power: 1 } } })),
    ).toMatchObject({ statusCode: 400, message: expect.stringContaining('system device') });
    expect(
      await failureOf(client.device.patch({ applicationId, deviceId: building, device: { parentId: floor } })),
    ).toMatchObject({ statusCode: 400, message: expect.stringContaining('parentId') });
    await client.device.delete({ applicationId, deviceId: floor });
    expect((await client.device.get({ applicationId, deviceId: meters[0] })).parentId).toBeNull();
  } finally {
    await server.end();
  }
}
