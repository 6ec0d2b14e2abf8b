import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listPartitions } from '../../src/features/device-state/index.ts';
import type { LogEntry } from '../../src/kernel/events.ts';
import { type Client, logIn } from '../support/api.ts';
import { rounds } from '../support/rounds.ts';
import { expectSchema } from '../support/schema.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

const dayMs = 24 * 3_600_000;
const weekMs = 7 * dayMs;
const today = Date.UTC(2023, 5, 15);
const clock = today + dayMs / 2;

// What has been packed has rows too, of days that are not over; an installation that packs nothing has a run of its own.
describe.each(
  [
    ['packed days', '1'],
    ['rows', 'off'],
  ].slice(0, rounds(1, 2)),
)('retention of %s', (_name, compactHistory) => {
  let folder: string;
  let server: TestApp;
  let client: Client;
  let logged: LogEntry[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-retention-'));
    server = await startTestApp({
      env: { SIGNALBOX_ARCHIVE_DIR: folder, SIGNALBOX_COMPACT_HISTORY: compactHistory },
      now: () => clock,
    });
    partsOf(server.app).bus.on('log', (entry) => {
      if (entry.type === 'retention') logged.push(entry);
    });
  });
  afterAll(async () => {
    await server.end();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    logged = [];
    ({ client } = await logIn(server));
  });

  async function makeDevice(application: object, attributes: object[] = [{ name: 'level', dataType: 'number' }]) {
    const { applicationId } = await client.applications.post({ application: { name: 'Kept', ...application } });
    const { deviceId } = await client.devices.post({ applicationId, device: { name: 'Meter', attributes } });
    return { applicationId, deviceId };
  }

  async function insertStates(deviceId: string, times: readonly number[], data: object = { 1: 1 }): Promise<void> {
    const { database, partitions } = partsOf(server.app);
    const days = [...new Set(times.map((time) => Math.floor(time / dayMs) * dayMs))];
    for (const day of days) await partitions.ensure(day, day);
    // As whatever stores states of the past does.
    await database.query({
      sql: `select unpack_states(device_row_id, day) from device, unnest($2::bigint[]) as past (day) where id = $1`,
      parameters: [deviceId, days],
    });
    await database.query({
      sql: `insert into device_state (device_row_id, time, data)
      select device_row_id, time, $3::jsonb from device, unnest($2::bigint[]) as report (time) where id = $1`,
      parameters: [deviceId, [...times], JSON.stringify(data)],
    });
  }

  async function readStates(deviceId: string): Promise<{ time: number; data: object }[]> {
    return partsOf(server.app).database.query({
      sql: `select time, data from (
        select device_row_id, time, data from device_state
        union all
        select c.device_row_id, state.time, state.data from device_state_chunk c, expand_chunk(c, null) state
      ) stored join device using (device_row_id) where id = $1 order by time`,
      parameters: [deviceId],
    });
  }
  const timesOf = async (deviceId: string): Promise<number[]> => (await readStates(deviceId)).map(({ time }) => time);

  const run = async (): Promise<void> => {
    const { signal } = new AbortController();
    await partsOf(server.app).compaction.run(signal);
    await partsOf(server.app).retention.run(signal);
  };

  const weeks = async (): Promise<number[]> => {
    const rows = await partsOf(server.app).database.query<{ name: string }>({
      sql: `select relname as name from pg_class where relname ~ '^device_state_[0-9]+$' and relkind = 'r'`,
    });
    return rows.map(({ name }) => Number(name.slice('device_state_'.length)));
  };

  it('keeps states for ever where nobody says otherwise', async () => {
    const { deviceId } = await makeDevice({});
    await insertStates(deviceId, [Date.UTC(1999, 0, 1), today - 1]);
    await run();
    expect(await timesOf(deviceId)).toEqual([Date.UTC(1999, 0, 1), today - 1]);
  });

  it('removes whole days older than the application keeps them, and says how many states', async () => {
    const { applicationId, deviceId } = await makeDevice({ dataTTL: 10 * dayMs });
    const other = await makeDevice({});
    const cutoff = today - 10 * dayMs;
    const old = Array.from({ length: 2500 }, (_, index) => cutoff - dayMs + index * 1000);
    await insertStates(deviceId, [...old, cutoff, today]);
    await insertStates(other.deviceId, [cutoff - 1]);
    await run();
    expect(await timesOf(deviceId)).toEqual([cutoff, today]);
    expect(await timesOf(other.deviceId)).toEqual([cutoff - 1]);
    expect(logged).toEqual([expect.objectContaining({ applicationId, level: 'info', details: { removed: 2500 } })]);
    const shown = await client.application.get({ applicationId });
    expect(shown.dataTTL).toBe(10 * dayMs);
    expectSchema('application', shown);
    // Longer again: nothing more goes. Off: nor then.
    await client.application.patch({ applicationId, application: { dataTTL: null } });
    await run();
    expect(await timesOf(deviceId)).toEqual([cutoff, today]);
    expect((await client.application.get({ applicationId })).dataTTL).toBeUndefined();
  });

  it('goes by the shorter of what owner and application say', async () => {
    const { applicationId, deviceId } = await makeDevice({ dataTTL: 400 * dayMs });
    const times = [today - 500 * dayMs, today - 300 * dayMs, today - 100 * dayMs, today];
    await insertStates(deviceId, times);
    await run();
    expect(await timesOf(deviceId)).toEqual(times.slice(1));
    await client.me.patch({ user: { dataTTL: 200 * dayMs } });
    try {
      await run();
    } finally {
      await client.me.patch({ user: { dataTTL: null } });
    }
    expect(await timesOf(deviceId)).toEqual(times.slice(2));
    await client.application.delete({ applicationId });
  });

  it('takes a removed value out of the last values too', async () => {
    const { applicationId, deviceId } = await makeDevice({ dataTTL: 5 * dayMs });
    await client.device.sendState({
      applicationId,
      deviceId,
      deviceState: { time: today - 20 * dayMs, data: { level: 9 } },
    });
    expect((await client.device.getCompositeState({ applicationId, deviceId })).level?.value).toBe(9);
    await run();
    expect((await client.device.getCompositeState({ applicationId, deviceId })).level?.value).toBeUndefined();
    expect(await timesOf(deviceId)).toEqual([]);
  });

  it('removes the values of one attribute sooner, and the state only when nothing else is in it', async () => {
    const attributes = [
      { name: 'level', dataType: 'number' },
      { name: 'position', dataType: 'string', dataTTL: 7 * dayMs },
    ];
    const { applicationId, deviceId } = await makeDevice({}, attributes);
    const device = await client.device.get({ applicationId, deviceId });
    expect(device.attributes[1].dataTTL).toBe(7 * dayMs);
    expectSchema('device', device);
    const cutoff = today - 7 * dayMs;
    await insertStates(deviceId, [cutoff - 3, cutoff + 3], { 1: 1, 2: 'here' });
    await insertStates(deviceId, [cutoff - 2], { 2: 'there' });
    await insertStates(deviceId, [cutoff - 1], { 1: 2 });
    await run();
    const expected = [
      { time: cutoff - 3, data: { 1: 1 } },
      { time: cutoff - 1, data: { 1: 2 } },
      { time: cutoff + 3, data: { 1: 1, 2: 'here' } },
    ];
    expect(await readStates(deviceId)).toEqual(expected);
    await client.device.patch({ applicationId, deviceId, device: { attributes: attributes.slice(0, 1) } });
    await run();
    expect(await readStates(deviceId)).toEqual(expected);
  });

  it('drops a week’s partition when nothing in it is kept, and makes it again when it is needed', async () => {
    const week = Math.floor(Date.UTC(2022, 10, 20) / weekMs);
    const inWeek = week * weekMs + dayMs;
    const { deviceId } = await makeDevice({ dataTTL: 100 * dayMs });
    const keeper = await makeDevice({});
    await insertStates(deviceId, [inWeek, today]);
    await insertStates(keeper.deviceId, [inWeek + weekMs]);
    expect(await weeks()).toEqual(expect.arrayContaining([week, week + 1]));
    await run();
    expect(await weeks()).not.toContain(week);
    expect(await weeks()).toContain(week + 1);
    expect(await timesOf(deviceId)).toEqual([today]);
    expect(await timesOf(keeper.deviceId)).toEqual([inWeek + weekMs]);
    expect(logged[0]?.message).toContain('All states of the 7 days');
    await insertStates(keeper.deviceId, [inWeek]);
    expect(await timesOf(keeper.deviceId)).toEqual([inWeek, inWeek + weekMs]);
  });

  it('drops a partition of the far past whole, and not while anything in it is kept', async () => {
    const year = Math.floor(Date.UTC(2004, 5, 1) / (52 * weekMs)) * 52 * weekMs;
    const { deviceId } = await makeDevice({ dataTTL: 100 * dayMs });
    const keeper = await makeDevice({});
    const partitions = async (): Promise<number[]> =>
      (await listPartitions(partsOf(server.app).database))
        .map(({ from }) => from)
        .filter((from) => from < today - 400 * dayMs);
    await insertStates(deviceId, [year + dayMs, year + 300 * dayMs, year + 52 * weekMs]);
    await insertStates(keeper.deviceId, [year + 200 * dayMs]);
    expect(await partitions()).toEqual(expect.arrayContaining([year, year + 52 * weekMs]));
    await run();
    expect(await partitions()).toContain(year);
    expect(await partitions()).not.toContain(year + 52 * weekMs);
    expect(await timesOf(deviceId)).toEqual([]);
    expect(await timesOf(keeper.deviceId)).toEqual([year + 200 * dayMs]);
    expect(logged.map(({ message }) => message).join()).toContain('All states of the 364 days');
  });

  it('keeps the partitions that reports can still reach', async () => {
    const { deviceId } = await makeDevice({ dataTTL: dayMs });
    await insertStates(deviceId, [today - 20 * dayMs]);
    const before = await weeks();
    await run();
    expect(await timesOf(deviceId)).toEqual([]);
    expect((await weeks()).filter((week) => week * weekMs > today - 31 * dayMs)).toEqual(
      before.filter((week) => week * weekMs > today - 31 * dayMs),
    );
  });

  it('never removes what is not archived where an archive is configured: it waits, and the log says so', async () => {
    const blocked = join(folder, 'waiting');
    await writeFile(blocked, 'a file where the folder should be');
    const { applicationId, deviceId } = await makeDevice({
      dataTTL: 20 * dayMs,
      archiveConfig: { directory: 'waiting', local: {} },
    });
    // One is too young to be archived, one can be, and one week is long past.
    const times = [today - 1000 * dayMs, today - 40 * dayMs, today - 25 * dayMs, today];
    await insertStates(deviceId, times);
    await run();
    expect(await timesOf(deviceId)).toEqual(times);
    expect(logged).toEqual([
      expect.objectContaining({ applicationId, level: 'warn', details: expect.objectContaining({ days: 3 }) }),
    ]);

    // What is old enough has been queued; once the target works, it is archived, and then it goes.
    await rm(blocked);
    await client.application.patch({ applicationId, application: { name: 'Kept' } });
    await vi.waitFor(async () => expect(await readdir(blocked)).toHaveLength(2), { timeout: 30_000, interval: 100 });
    await vi.waitFor(
      async () => {
        const [row] = await partsOf(server.app).database.query<{ count: number }>({
          sql: `select count(*)::int as count from archive_day join application using (application_row_id)
          where application.id = $1 and state = 'verified'`,
          parameters: [applicationId],
        });
        expect(row?.count).toBe(2);
      },
      { timeout: 30_000, interval: 100 },
    );
    await run();
    expect(await timesOf(deviceId)).toEqual(times.slice(2));

    // A day that has been taken from is not written again: there is less of it now than in its archive.
    await insertStates(deviceId, [today - 40 * dayMs + 1]);
    await client.application.backfillArchiveData({ applicationId });
    await run();
    const [kept] = await partsOf(server.app).database.query<{ rows: number; state: string }>({
      sql: `select rows, state from archive_day join application using (application_row_id) where application.id = $1 and day = $2`,
      parameters: [applicationId, today - 40 * dayMs],
    });
    expect(kept).toEqual({ rows: 1, state: 'verified' });
  });

  it('archives once more what was brought into an archived day since, before it goes', async () => {
    const { applicationId, deviceId } = await makeDevice({ archiveConfig: { directory: 'imported', local: {} } });
    const day = today - 60 * dayMs;
    await insertStates(deviceId, [day]);
    await client.application.archiveData({ applicationId, date: String(day) });
    const verified = async (rows: number): Promise<void> => {
      await vi.waitFor(
        async () => {
          const [row] = await partsOf(server.app).database.query({
            sql: `select state, rows from archive_day join application using (application_row_id) where application.id = $1 and day = $2`,
            parameters: [applicationId, day],
          });
          expect(row).toEqual({ state: 'verified', rows });
        },
        { timeout: 30_000, interval: 50 },
      );
    };
    await verified(1);
    await insertStates(deviceId, [day + 5]);
    await client.application.patch({ applicationId, application: { dataTTL: 50 * dayMs } });
    await run();
    // A run that meets the day twice may find it archived again by then, and remove it.
    const left = await timesOf(deviceId);
    if (left.length > 0) expect(left).toEqual([day, day + 5]);
    await verified(2);
    await run();
    expect(await timesOf(deviceId)).toEqual([]);
  });

  it('does not wait for devices that the archive leaves out', async () => {
    const { deviceId } = await makeDevice({
      dataTTL: 20 * dayMs,
      archiveConfig: { mode: 'whitelist', deviceIds: [], local: {} },
    });
    await insertStates(deviceId, [today - 40 * dayMs, today]);
    await run();
    expect(await timesOf(deviceId)).toEqual([today]);
  });
});
