import type { Database, Statement } from '../../platform/database/database.ts';
import { countStatements, type PayloadCount } from '../usage/index.ts';
import type { StateItem } from './report.ts';

const insertStates = `
  insert into device_state (device_key, time, data)
  select device_key, time, data::jsonb from unnest($1::bigint[], $2::bigint[], $3::text[]) as report (device_key, time, data)
  on conflict (device_key, time) do update set data = device_state.data || excluded.data`;

// Newer than everything known is the common case and needs no look at single attributes.
const upsertLastValues = `
  insert into device_last_value (device_key, oldest, newest, data)
  select device_key, oldest, newest, data::jsonb
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) as report (device_key, oldest, newest, data)
  on conflict (device_key) do update set
    data = case when excluded.oldest >= device_last_value.newest
      then device_last_value.data || excluded.data
      else merge_last_values(device_last_value.data, excluded.data) end,
    oldest = least(device_last_value.oldest, excluded.oldest),
    newest = greatest(device_last_value.newest, excluded.newest)`;

interface LastValues {
  oldest: number;
  newest: number;
  readonly values: Record<string, { t: number; v: unknown }>;
}

/**
 * The statements that store a batch of states: the states themselves, the devices' last values, and the usage counts.
 * Rows are in key order, so that two batches under way at the same time cannot wait for each other in a circle.
 */
export function stateStatements(items: readonly StateItem[]): Statement[] {
  const states = new Map<string, { deviceKey: number; time: number; data: StateItem['data'] }>();
  const lastValues = new Map<number, LastValues>();
  const counts: PayloadCount[] = [];
  for (const item of items) {
    const { deviceKey, applicationKey } = item.device;
    // One device, one millisecond, one state: within a batch the later report overwrites, as the upsert does across batches.
    const key = `${deviceKey} ${item.time}`;
    const same = states.get(key);
    if (same) same.data = { ...same.data, ...item.data };
    else states.set(key, { deviceKey, time: item.time, data: item.data });
    mergeLastValues(lastValues, deviceKey, item);
    counts.push({
      applicationKey,
      deviceKey,
      type: 'deviceState',
      source: item.source,
      count: 1,
      time: item.arrivedAt,
    });
  }
  const rows = [...states.values()].sort((a, b) => a.deviceKey - b.deviceKey || a.time - b.time);
  const last = [...lastValues].sort(([a], [b]) => a - b);
  return [
    {
      sql: insertStates,
      parameters: [
        rows.map((row) => row.deviceKey),
        rows.map((row) => row.time),
        rows.map((row) => JSON.stringify(row.data)),
      ],
    },
    {
      sql: upsertLastValues,
      parameters: [
        last.map(([deviceKey]) => deviceKey),
        last.map(([, value]) => value.oldest),
        last.map(([, value]) => value.newest),
        last.map(([, value]) => JSON.stringify(value.values)),
      ],
    },
    ...countStatements(counts),
  ];
}

function mergeLastValues(all: Map<number, LastValues>, deviceKey: number, item: StateItem): void {
  let device = all.get(deviceKey);
  if (!device) {
    device = { oldest: item.time, newest: item.time, values: {} };
    all.set(deviceKey, device);
  }
  for (const [key, value] of Object.entries(item.data)) {
    const known = device.values[key];
    if (!known || known.t <= item.time) device.values[key] = { t: item.time, v: value };
  }
  let oldest = Number.POSITIVE_INFINITY;
  for (const { t } of Object.values(device.values)) oldest = Math.min(oldest, t);
  device.oldest = oldest;
  device.newest = Math.max(device.newest, item.time);
}

/** States of one device from `since` on, newest first. */
export async function readStates(
  database: Database,
  question: { deviceKey: number; since: number; limit: number },
): Promise<{ time: number; data: Record<string, string | number | boolean> }[]> {
  return database.query({
    sql: `select time, data from device_state
      where device_key = $1 and time >= $2 order by time desc limit $3`,
    parameters: [question.deviceKey, question.since, question.limit],
  });
}

/** The newest value of every attribute of the devices, by device key. */
export async function readLastValues(
  database: Database,
  deviceKeys: readonly number[],
): Promise<{ device_key: number; data: Record<string, { t: number; v: string | number | boolean }> }[]> {
  return database.query({
    sql: 'select device_key, data from device_last_value where device_key = any($1::bigint[])',
    parameters: [[...deviceKeys]],
  });
}
