import type { AttributeValue } from '../../../kernel/attribute-value.ts';
import type { StoredPoint } from './points-store.ts';

/**
 * How long an attribute had a value, in ms, summed over devices: a value holds from its report to the next one of the same
 * device, or to the end; the last one before the range counts from its start (dashboards.md, "5. Data: one request, one
 * stream").
 *
 * @param before of each device the last point before the range
 * @param points oldest first
 */
export function measureTimeAt(
  wanted: AttributeValue,
  { before, points }: { readonly before: readonly StoredPoint[]; readonly points: readonly StoredPoint[] },
  { start, end }: { readonly start: number; readonly end: number },
): number {
  const held = new Map(before.map((point) => [point.deviceRowId, { since: start, value: point.value }]));
  let total = 0;
  for (const { deviceRowId, time, value } of points) {
    const last = held.get(deviceRowId);
    if (last && isSame(last.value, wanted)) total += time - last.since;
    held.set(deviceRowId, { since: time, value });
  }
  for (const { since, value } of held.values()) if (isSame(value, wanted)) total += Math.max(0, end - since);
  return total;
}

/** Equal once the wanted value is of the attribute's type. */
function isSame(value: AttributeValue, wanted: AttributeValue): boolean {
  if (typeof value === 'number') return wanted !== '' && value === Number(wanted);
  if (typeof value === 'boolean') return value === (wanted === true || wanted === 'true' || wanted === 1);
  return value === String(wanted);
}
