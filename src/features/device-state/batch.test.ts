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

  it('finds the newest value of each attribute as a plain replay in the order of time does', () => {
    const report = fc.record({
      device: fc.integer({ min: 1, max: 3 }),
      time: fc.integer({ min: 1, max: 20 }),
      data: fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer(), { minKeys: 1 }),
    });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 40 }), (reports) => {
        const batches = groupByDevice(reports.map(({ device, time, data }) => makeItem(device, time, data)));
        for (const batch of batches) {
          const replay: Record<string, { t: number; v: unknown }> = {};
          for (const { device, time, data } of reports) {
            if (device !== batch.deviceRowId) continue;
            for (const [key, v] of Object.entries(data)) {
              if (!replay[key] || replay[key].t <= time) replay[key] = { t: time, v };
            }
          }
          expect(batch.last).toEqual(replay);
          const times = Object.values(replay).map(({ t }) => t);
          expect([batch.oldest, batch.newest]).toEqual([Math.min(...times), Math.max(...times)]);
        }
        expect(batches.flatMap((batch) => batch.reports)).toHaveLength(reports.length);
      }),
    );
  });
});
