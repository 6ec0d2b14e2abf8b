import { expect, it } from 'vitest';
import type { StateItem } from '../device-state/index.ts';
import { countReports } from './report-counts.ts';

const hour = 3_600_000;

function makeReport(source: string, arrivedAt: number): StateItem {
  const device = { deviceRowId: 1, applicationRowId: 7 } as StateItem['device'];
  return { device, time: 1, data: {}, named: {}, source, arrivedAt };
}

it('counts every report once, under its own source and hour', () => {
  const reports = [
    makeReport('device.mqtt', 10 * hour),
    makeReport('device.mqtt', 10 * hour),
    makeReport('user.rest', 10 * hour),
    makeReport('device.mqtt', 11 * hour - 1),
    makeReport('device.mqtt', 11 * hour),
  ];
  const counts = countReports({ deviceRowId: 1, reports });
  expect(counts.map(({ source, time, count }) => [source, Math.floor(time / hour), count])).toEqual([
    ['device.mqtt', 10, 2],
    ['user.rest', 10, 1],
    ['device.mqtt', 10, 1],
    ['device.mqtt', 11, 1],
  ]);
  expect(counts.every(({ applicationRowId, deviceRowId }) => applicationRowId === 7 && deviceRowId === 1)).toBe(true);
});
