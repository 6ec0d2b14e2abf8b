import type { AttributeValue } from '../../kernel/attribute-value.ts';
import type { Point, PointMaker } from './answer.ts';
import type { BucketRow } from './store.ts';

/** What a group's statements found of one device: for each attribute of the group a column as long as `buckets`. */
export interface DeviceValues {
  /** In order, each there once. */
  readonly buckets: readonly number[];
  /** Undefined where the attribute has no value in the bucket. */
  readonly columns: readonly (readonly (AttributeValue | undefined)[])[];
}

/** Those of one group that the device is in, on their way into points. */
export interface DevicePart extends DeviceValues {
  readonly names: readonly string[];
  /** The row that is to be written next. */
  next: number;
}

/** The values of each device, by its key. */
export function toColumns(rows: readonly BucketRow<AttributeValue>[], attributes: number): Map<number, DeviceValues> {
  const byDevice = new Map<number, Map<number, AttributeValue[]>>();
  for (const { deviceRowId, bucket, position, value } of rows) {
    const buckets = byDevice.get(deviceRowId) ?? new Map<number, AttributeValue[]>();
    byDevice.set(deviceRowId, buckets);
    const values = buckets.get(bucket) ?? [];
    buckets.set(bucket, values);
    values[position] = value;
  }
  return new Map(
    [...byDevice].map(([deviceRowId, unordered]) => {
      const ordered = [...unordered].sort(([one], [other]) => one - other);
      const columns = Array.from({ length: attributes }, (_column, position) =>
        ordered.map(([_bucket, values]) => values[position]),
      );
      return [deviceRowId, { buckets: ordered.map(([bucket]) => bucket), columns }];
    }),
  );
}

/** One point for each bucket that has a value. Uses the parts up. */
export function makePoints(parts: readonly DevicePart[], order: 'asc' | 'desc', maker: PointMaker): Point[] {
  const [only] = parts;
  const buckets =
    parts.length === 1 && only
      ? only.buckets
      : [...new Set(parts.flatMap((part) => part.buckets))].sort((one, other) => one - other);
  const points: Point[] = [];
  for (const bucket of buckets) {
    const values: (readonly [string, AttributeValue])[] = [];
    for (const part of parts) {
      const row = part.next;
      if (part.buckets[row] !== bucket) continue;
      part.next += 1;
      for (let position = 0; position < part.names.length; position += 1) {
        const value = part.columns[position]?.[row];
        if (value !== undefined) values.push([part.names[position] ?? '', value]);
      }
    }
    if (values.length > 0) points.push(maker.make(bucket, values));
  }
  return order === 'asc' ? points : points.reverse();
}
