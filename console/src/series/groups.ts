import type { Columns, Line } from './columns.ts';
import { type Combination, combine } from './combine.ts';

/** Of devices that have no such tag. */
export const noGroup = '–';

/**
 * The lines of devices combined by what they have in a tag: for each of its values a line, or three, named by it. In the
 * order of the values.
 *
 * @param groupOf the value that the device has, if any
 */
export function combineGroups(
  { times, lines }: Columns,
  how: Exclude<Combination, 'none'>,
  groupOf: (deviceId: string) => string | undefined,
): Columns {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const group = groupOf(line.deviceId) ?? noGroup;
    const known = groups.get(group);
    if (known) known.push(line);
    else groups.set(group, [line]);
  }
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
  const combined = sorted.flatMap(([group, of]) =>
    combine({ times, lines: of }, how).lines.map((line) => ({
      ...line,
      key: `${group} ${line.key}`,
      deviceId: `${group} ${line.deviceId}`,
      deviceName: how === 'range' ? `${group} ${line.deviceName}` : group,
    })),
  );
  return { times, lines: combined };
}
