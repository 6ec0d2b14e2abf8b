import type { Columns } from '../../series/columns.ts';
import { type Combination, combinations, combine } from '../../series/combine.ts';
import { type Comparison, comparisons, layOver } from '../../series/compare.ts';
import { combineGroups } from '../../series/groups.ts';
import { pickRanked, type Rank, ranks } from '../../series/rank.ts';

/** What becomes of the lines of many devices. */
export interface FleetView {
  readonly show: Combination | Rank;
  /** The key of a tag: devices are combined by its values. Only where they are combined. */
  readonly groupBy: string | undefined;
  readonly compare: Comparison | undefined;
}

export const shows: readonly { readonly value: FleetView['show']; readonly label: string }[] = [
  ...Object.entries(combinations).map(([value, label]) => ({ value: value as Combination, label })),
  ...Object.entries(ranks).map(([value, { label }]) => ({ value: value as Rank, label })),
];

/** Reads it from an address, whatever somebody has typed there. @param usual where nobody has chosen */
export function readFleetView(search: Readonly<Record<string, unknown>>, usual: Combination): FleetView {
  const { combine: wanted, group, compare } = search;
  const show = shows.find(({ value }) => value === wanted)?.value ?? usual;
  return {
    show,
    groupBy: isCombined(show) && group !== undefined && group !== '' ? String(group) : undefined,
    compare: Object.keys(comparisons).find((name): name is Comparison => name === compare),
  };
}

/**
 * The lines as the view has them. Those of the time before are of the same devices as those of now, also where only some of
 * many are picked.
 */
export function applyFleetView(
  present: Columns,
  past: Columns | undefined,
  { show, groupBy, compare }: FleetView,
  groupOf: (deviceId: string) => string | undefined,
): Columns {
  const reduce = (columns: Columns): Columns => {
    if (!isCombination(show)) return pickRanked(columns, show);
    return groupBy === undefined || show === 'none' ? combine(columns, show) : combineGroups(columns, show, groupOf);
  };
  const now = reduce(present);
  if (!past || compare === undefined) return now;
  if (isCombination(show)) return layOver(now, reduce(past), compare);
  const picked = new Set(now.lines.map(({ key }) => key));
  return layOver(now, { ...past, lines: past.lines.filter(({ key }) => picked.has(key)) }, compare);
}

function isCombination(show: FleetView['show']): show is Combination {
  return Object.hasOwn(combinations, show);
}

/** Whether the devices share lines, rather than have one each. */
export function isCombined(show: FleetView['show']): boolean {
  return isCombination(show) && show !== 'none';
}
