import type { StateItem } from './report.ts';

type Data = StateItem['data'];

/** What one commit stores of one device. */
export interface DeviceBatch {
  readonly deviceRowId: number;
  /** One row for each millisecond, oldest first. */
  readonly rows: readonly { readonly time: number; readonly data: Data }[];
  /** The newest value of each attribute that was reported, as `device_last_value` holds it. */
  readonly last: Readonly<Record<string, { readonly t: number; readonly v: Data[string] }>>;
  /** Bounds of the times in `last`. */
  readonly oldest: number;
  readonly newest: number;
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
  return { deviceRowId, rows, ...findLast(rows, items), reports: items };
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
function findLast(
  rows: DeviceBatch['rows'],
  items: readonly StateItem[],
): Pick<DeviceBatch, 'last' | 'oldest' | 'newest'> {
  const last: Record<string, { t: number; v: Data[string] }> = {};
  const wanted = (items.at(-1) as StateItem).device.attributes.size;
  let found = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (let index = rows.length - 1; index >= 0 && found < wanted; index -= 1) {
    const { time, data } = rows[index] as DeviceBatch['rows'][number];
    for (const key in data) {
      if (key in last) continue;
      last[key] = { t: time, v: data[key] as Data[string] };
      found += 1;
      oldest = time;
    }
  }
  return { last, oldest, newest: rows.at(-1)?.time ?? 0 };
}
