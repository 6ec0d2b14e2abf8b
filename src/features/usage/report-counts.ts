import type { DeviceBatch } from '../device-state/index.ts';
import { hourMs, type PayloadCount } from './counts.ts';

/** One count for each run of a device's reports that came the same way in the same hour. */
export function countReports({ deviceRowId, reports }: Pick<DeviceBatch, 'deviceRowId' | 'reports'>): PayloadCount[] {
  const counts: { source: string; time: number; count: number }[] = [];
  for (const { source, arrivedAt } of reports) {
    const run = counts.at(-1);
    if (
      run &&
      run.source === source &&
      arrivedAt - (run.time - (run.time % hourMs)) < hourMs &&
      arrivedAt >= run.time
    ) {
      run.count += 1;
    } else counts.push({ source, time: arrivedAt, count: 1 });
  }
  const applicationRowId = reports[0]?.device.applicationRowId ?? 0;
  return counts.map((count) => ({ ...count, applicationRowId, deviceRowId, type: 'deviceState' }));
}
