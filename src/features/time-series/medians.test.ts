import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConcurrencyLimiter } from '../../kernel/concurrency-limiter.ts';
import { groupDevices } from './groups.ts';
import { readMedians } from './medians.ts';
import { apiToken, border, hour, openTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed?.close());

/** Medians of days over three days around a border of partitions, read an hour at a time. */
async function readDays(maxHeld: number): Promise<{ medians: [number, number][]; longestMs: number }> {
  const states = Array.from({ length: 72 * 4 }, (_, index) => ({
    time: border - 24 * hour + (index * hour) / 4,
    // Not in order, and an even number a day.
    data: { a: (index * 37) % 96, b: index },
  }));
  const { id, deviceRowId } = await bed.addDevice({ a: 'number', b: 'number' }, states);
  const [profile] = await bed.devices.select(bed.application, apiToken, { deviceIds: [id] });
  if (!profile) throw new Error('the device is gone');
  const attribute = profile.attributes.get('a');
  if (!attribute) throw new Error('the attribute is gone');
  const sizes = { maxDevices: 1, maxAttributes: 4 };
  const [group] = groupDevices([[profile, [attribute]]], sizes);
  if (!group) throw new Error('there is nothing to read');
  let longestMs = 0;
  const rows = await readMedians(bed.database, {
    stored: { start: border - 24 * hour, end: border + 48 * hour - 1 },
    resolution: 24 * hour,
    limiter: new ConcurrencyLimiter({ atOnce: 1, maxWaiting: 0, refusal: 'none waits' }),
    sizing: { firstMs: hour, maxMs: hour, targetMs: Number.POSITIVE_INFINITY },
    group,
    limits: { maxHeld },
    ask: (range) => {
      longestMs = Math.max(longestMs, range.end - range.start + 1);
      return { deviceRowIds: [deviceRowId], keys: [String(attribute.key)], range, resolution: 24 * hour, label: 0 };
    },
  });
  return {
    medians: rows.map(({ bucket, value }) => [bucket, value] as [number, number]).sort(([a], [b]) => a - b),
    longestMs,
  };
}

it('reads the medians of wide buckets slice by slice, and holds one bucket at a time', async () => {
  // A bucket of 96 values and the slice in which the next one begins.
  const { medians, longestMs } = await readDays(96);
  expect(medians).toEqual([-24, 0, 24].map((offset) => [border + offset * hour, 47.5]));
  expect(longestMs).toBe(hour);
});

it('refuses a bucket with more values than memory should hold, and says what to ask for instead', async () => {
  await expect(readDays(95)).rejects.toThrow(
    `resolution of ${24 * hour} ms makes buckets of more than 95 values, too many for a MEDIAN; use a smaller one`,
  );
});
