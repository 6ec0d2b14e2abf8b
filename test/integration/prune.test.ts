import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let test: TestApp;
let client: Client;
const dayMs = 86_400_000;

beforeAll(async () => {
  test = await startTestApp({
    env: {
      SIGNALBOX_KEEP_COMMANDS: '10',
      SIGNALBOX_KEEP_CONNECTIONS: '20',
      SIGNALBOX_KEEP_AUDIT_LOG: '30',
      SIGNALBOX_KEEP_USAGE: '40',
    },
  });
  ({ client } = await logIn(test));
});
afterAll(() => test.end());

it('removes commands, comings and goings, the record of changes and usage counts when they are old enough', async () => {
  const { id: applicationId } = await client.applications.post({ application: { name: 'Old' } });
  const { id: deviceId } = await client.devices.post({ applicationId, device: { name: 'device' } });
  const { database } = partsOf(test.app);
  const [device] = await database.query<{ key: number; application: number }>({
    sql: 'select device_row_id as key, application_row_id as application from device where id = $1',
    parameters: [deviceId],
  });
  const ago = (days: number) => Date.now() - days * dayMs;
  const count = async (table: string) =>
    (await database.query<{ count: number }>({ sql: `select count(*) as count from ${table}` }))[0]?.count;
  // More than one step, and at its head 1,200 devices that nobody has heard of since.
  await database.query({
    sql: `insert into device_command (device_row_id, time, name)
      select $1, case when n <= 2500 then $2::bigint else $3::bigint end, 'flash' from generate_series(1, 2600) n`,
    parameters: [device?.key, ago(11), ago(9)],
  });
  await database.query({
    sql: `insert into device (id, application_row_id, name, created_at, updated_at)
      select lpad(to_hex(n), 24, '0'), $1, 'quiet ' || n, now(), now() from generate_series(1, 1200) n`,
    parameters: [device?.application],
  });
  await database.query({
    sql: `insert into device_connection_log (device_row_id, time, connected)
      select device_row_id, $1::bigint, true from device where name like 'quiet %'`,
    parameters: [ago(21)],
  });
  await database.query({
    sql: `insert into device_connection_log (device_row_id, time, connected)
      select $1, $2::bigint + n, n % 2 = 0 from generate_series(1, 1500) n`,
    parameters: [device?.key, ago(21)],
  });
  await database.query({
    sql: `update audit_log set created_at = now() - interval '31 days'
      where audit_log_row_id = (select min(audit_log_row_id) from audit_log)`,
  });
  for (const days of [41, 39]) {
    const hour = Math.floor(ago(days) / 3_600_000) * 3_600_000;
    await database.query({
      sql: `insert into payload_count values ($1, $2, 'deviceState', 'device.mqtt', 1)`,
      parameters: [device?.application, hour],
    });
    await database.query({
      sql: `insert into payload_count_by_device (application_row_id, device_row_id, hour, type, source, count)
        values ($1, $2, $3, 'deviceState', 'device.mqtt', 1)`,
      parameters: [device?.application, device?.key, hour],
    });
  }
  const audit = (await count('audit_log')) ?? 0;
  expect(audit).toBeGreaterThan(1);
  for (const name of ['commands.prune', 'connections.prune', 'auditLog.prune', 'usage.prune']) {
    await test.app.platform.jobs.send(database.kysely, name, {});
  }
  const counts = async () => ({
    commands: await count('device_command'),
    connections: await count('device_connection_log'),
    audit: await count('audit_log'),
    usage: await count(`payload_count where type = 'deviceState'`),
    usageByDevice: await count(`payload_count_by_device where type = 'deviceState'`),
  });
  await expect
    .poll(counts, { timeout: 30_000, interval: 500 })
    .toEqual({ commands: 100, connections: 1202, audit: audit - 1, usage: 1, usageByDevice: 1 });
});
