import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceProfile } from '../devices/index.ts';
import { groupByDevice } from './batch.ts';
import type { StateItem } from './report.ts';

const hour = 3_600_000;

function makeItem(
  deviceRowId: number,
  time: number,
  data: StateItem['data'],
  extra: Partial<StateItem> = {},
): StateItem {
  const device = {
    deviceRowId,
    applicationRowId: 7,
    attributes: new Map([1, 2, 3].map((key) => [`a${key}`, { key }])),
  };
  return {
    device: device as unknown as DeviceProfile,
    time,
    data,
    named: {},
    source: 'device.mqtt',
    arrivedAt: 10 * hour,
    ...extra,
  };
}

describe('groupByDevice', () => {
  it('sorts by device and time, whatever the order of arrival', () => {
    const items = [makeItem(2, 5, { 1: 'c' }), makeItem(1, 9, { 1: 'b' }), makeItem(1, 3, { 1: 'a' })];
    const flat = groupByDevice(items).flatMap(({ deviceRowId, rows }) => rows.map(({ time }) => [deviceRowId, time]));
    expect(flat).toEqual([
      [1, 3],
      [1, 9],
      [2, 5],
    ]);
  });

  it('merges reports of the same millisecond without changing what was handed in', () => {
    const first = makeItem(1, 3, { 1: 'a', 2: 'b' });
    const [batch] = groupByDevice([first, makeItem(1, 3, { 2: 'c' })]);
    expect(batch?.rows).toEqual([{ time: 3, data: { 1: 'a', 2: 'c' } }]);
    expect(first.data).toEqual({ 1: 'a', 2: 'b' });
  });

  it('names the rows of which the newest value of each attribute comes, as a plain replay in the order of time has it', () => {
    const report = fc.record({
      device: fc.integer({ min: 1, max: 3 }),
      time: fc.integer({ min: 1, max: 20 }),
      data: fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer(), { minKeys: 1 }),
    });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 40 }), (reports) => {
        const batches = groupByDevice(reports.map(({ device, time, data }) => makeItem(device, time, data)));
        for (const batch of batches) {
          const replay = (some: readonly { time: number; data: object }[]) => {
            const last: Record<string, { t: number; v: unknown }> = {};
            for (const { time, data } of some) {
              for (const [key, v] of Object.entries(data))
                if (!last[key] || last[key].t <= time) last[key] = { t: time, v };
            }
            return last;
          };
          const named = new Set(batch.newest.map(({ time }) => time));
          const own = reports.filter(({ device }) => device === batch.deviceRowId);
          expect(replay(batch.rows.filter(({ time }) => named.has(time)))).toEqual(replay(own));
          const complete = batch.rows.filter(({ data }) => Object.keys(data).length === 3).map(({ time }) => time);
          for (const { time, isComplete } of batch.newest) expect(isComplete).toBe(complete.includes(time));
        }
        expect(batches.flatMap((batch) => batch.reports)).toHaveLength(reports.length);
      }),
    );
  });
});
