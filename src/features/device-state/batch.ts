import type { StateItem } from './report.ts';

type Data = StateItem['data'];

/** What one commit stores of one device. */
export interface DeviceBatch {
  readonly deviceRowId: number;
  /** One row for each millisecond, oldest first. */
  readonly rows: readonly { readonly time: number; readonly data: Data }[];
  /** The rows that have the newest value of some attribute, newest first. */
  readonly newest: readonly {
    readonly time: number;
    /** Whether it has a value of every attribute that the device has. */
    readonly isComplete: boolean;
  }[];
  /** The reports as they came, for what follows from each of them. */
  readonly reports: readonly StateItem[];
}

/**
 * Sorts the reports of one commit by device, in key order: two commits under way at the same time then cannot wait for
 * each other in a circle. Of two reports of one device for the same millisecond the later one overwrites the attributes
 * that it names (semantics.md, "Devices and their state").
 */
export function groupByDevice(items: readonly StateItem[]): DeviceBatch[] {
  const groups = new Map<number, StateItem[]>();
  for (const item of items) {
    const group = groups.get(item.device.deviceRowId);
    if (group) group.push(item);
    else groups.set(item.device.deviceRowId, [item]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([deviceRowId, group]) => toBatch(deviceRowId, group));
}

function toBatch(deviceRowId: number, items: readonly StateItem[]): DeviceBatch {
  const rows = toRows(items);
  return { deviceRowId, rows, newest: findNewest(rows, items), reports: items };
}

function toRows(items: readonly StateItem[]): { time: number; data: Data }[] {
  const rows: { time: number; data: Data }[] = [];
  // Devices report in the order of their clocks nearly always; only what does not is sorted. The sort is stable.
  const ordered = items.every((item, index) => index === 0 || (items[index - 1] as StateItem).time <= item.time);
  for (const { time, data } of ordered ? items : [...items].sort((a, b) => a.time - b.time)) {
    const same = rows.at(-1);
    if (same?.time === time) same.data = { ...same.data, ...data };
    else rows.push({ time, data });
  }
  return rows;
}

/** From the newest row backwards until every attribute of the device has its value: one row, for most devices. */
function findNewest(rows: DeviceBatch['rows'], items: readonly StateItem[]): DeviceBatch['newest'] {
  const wanted = (items.at(-1) as StateItem).device.attributes.size;
  const last = rows.at(-1) as DeviceBatch['rows'][number];
  const keys = Object.keys(last.data);
  const newest = [{ time: last.time, isComplete: keys.length >= wanted }];
  if (rows.length === 1 || keys.length >= wanted) return newest;
  const found = new Set(keys);
  for (let index = rows.length - 2; index >= 0 && found.size < wanted; index -= 1) {
    const { time, data } = rows[index] as DeviceBatch['rows'][number];
    const own = Object.keys(data);
    const before = found.size;
    for (const key of own) found.add(key);
    if (found.size > before) newest.push({ time, isComplete: own.length >= wanted });
  }
  return newest;
}
