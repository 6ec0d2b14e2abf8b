// Search learns of imported devices before the call is answered; of those that come into an application that is there after the
// transaction that stores them, and so, it may be, after a crash.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { sendBundle } from '../support/bundles.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { makeZip } from '../support/zip.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let client: Client;
let token: string;
beforeAll(async () => {
  app = await startTestApp({});
  ({ client, token } = await logIn(app));
});
afterAll(() => app.end());

const devices = 120;

/** As a new application; or into one that is there. */
async function importDevices(name: string, into?: string): Promise<string> {
  const resources = Array.from({ length: devices }, (_, index) => ({
    id: `~exportplaceholderid-device-d${index}~`,
    name: `Imported ${index}`,
    tags: [{ key: 'site', value: `S${index}` }],
  }));
  const bundle = await makeZip([
    {
      path: 'application.yaml',
      content: JSON.stringify({ resourceType: 'Application', version: 1, resources: [{ name }] }),
    },
    { path: 'devices.yaml', content: JSON.stringify({ resourceType: 'DeviceTree', version: 1, resources }) },
  ]);
  const { status, body } = await sendBundle(app, token, bundle, {
    fields: { includeDevices: 'true' },
    ...(into === undefined ? {} : { path: `/applications/${into}/import` }),
  });
  expect([status, body.validationErrors]).toEqual([into === undefined ? 201 : 200, []]);
  return into ?? String(body.application?.id);
}

const found = async (applicationId: string, filter: string): Promise<string[]> => {
  const results = await client.application.search({ applicationId, filter });
  return results.map(({ name }: { name: string }) => name);
};

it('finds all of them once the import is answered, which is done by then', async () => {
  const applicationId = await importDevices('At once');
  for (const index of [0, 49, 50, devices - 1])
    expect(await found(applicationId, `Imported ${index}`)).toContain(`Imported ${index}`);
  expect(await found(applicationId, `site=S${devices - 1}`)).toEqual([`Imported ${devices - 1}`]);
  const { items } = await (
    await fetch(`${app.http}/applications/${applicationId}/imports`, { headers: { authorization: `Bearer ${token}` } })
  ).json();
  expect(items).toMatchObject([{ state: 'done', imported: { device: devices } }]);
  expect((await client.application.get({ applicationId })).summary.devices ?? devices).toBe(devices);
});

inSlowSuite('starts the server once more', () => {
  it('finds those of which a server that died had not told search, as they are called by then', async () => {
    const made = await client.applications.post({ application: { name: 'Interrupted' } });
    const applicationId = await importDevices('Interrupted', made.id);
    const { database } = partsOf(app.app);
    // As it is left by a crash right after the records were stored.
    const left = { sql: 'delete from resource_name where id in (select id from device where application_row_id = $1)' };
    const [row] = await database.query<{ n: number; first: number; last: number }>({
      sql: `select application_row_id as n, min(device_row_id) as first, max(device_row_id) as last from device
        where application_row_id = (select application_row_id from application where id = $1) group by 1`,
      parameters: [applicationId],
    });
    await database.query({ ...left, parameters: [row?.n] });
    const { items } = await client.devices.get({ applicationId, perPage: 2, sortField: 'creationDate' });
    const [renamed, deleted] = items.map(({ id }: { id: string }) => id);
    await client.device.patch({ applicationId, deviceId: renamed, device: { name: 'Called otherwise' } });
    await client.device.delete({ applicationId, deviceId: deleted });
    expect(await found(applicationId, 'Imported')).toEqual([]);
    await database.query({
      sql: `update application_import set state = 'pending', finished_at = null, plan = $2::jsonb where application_row_id = $1`,
      parameters: [
        row?.n,
        JSON.stringify({ afterwards: [{ type: 'device', note: { from: row?.first, to: row?.last } }] }),
      ],
    });
    await app.restart();
    ({ client, token } = await logIn(app));
    await expect
      .poll(() => found(applicationId, 'Called otherwise'), { timeout: 20_000 })
      .toEqual(['Called otherwise']);
    await expect
      .poll(
        async () => {
          const [{ count } = { count: 0 }] = await partsOf(app.app).database.query<{ count: number }>({
            sql: 'select count(*)::int as count from resource_name n join device d using (id) where d.application_row_id = $1 and d.deleted_at is null',
            parameters: [row?.n],
          });
          return count;
        },
        { timeout: 20_000 },
      )
      .toBe(devices - 1);
    const [{ stale } = { stale: -1 }] = await partsOf(app.app).database.query<{ stale: number }>({
      sql: 'select count(*)::int as stale from resource_name n join device d using (id) where d.application_row_id = $1 and d.deleted_at is not null',
      parameters: [row?.n],
    });
    expect(stale).toBe(0);
  });
});
