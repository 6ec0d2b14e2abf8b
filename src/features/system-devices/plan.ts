import type { DueSystem } from './store.ts';

/**
 * Intervals of one system that are made up for after a stop: 83 minutes at the shortest interval, 41 days at the longest.
 * What was missed before stays empty.
 */
export const maxMissed = 1000;
/** States that go into one transaction. */
const maxItems = 2000;
const maxSystems = 50;

export interface PlannedSystem {
  readonly deviceRowId: number;
  readonly id: string;
  /** As `DueSystem.computed`. */
  readonly computed: number;
  /** The ends of the intervals to compute, oldest first: multiples of the interval since the epoch. */
  readonly times: readonly number[];
}

/** The ends of intervals in (computed, now]. */
export function intervalEnds(computed: number, intervalMs: number, now: number): number[] {
  const last = Math.floor(now / intervalMs);
  const first = Math.max(Math.floor(computed / intervalMs) + 1, last - maxMissed + 1);
  const ends: number[] = [];
  for (let number = first; number <= last; number += 1) ends.push(number * intervalMs);
  return ends;
}

/**
 * Puts systems in the order in which they must be computed, those below before those above, in portions of bounded size;
 * no portion holds a system and one below it.
 */
export function planSystems(due: readonly DueSystem[], now: number): PlannedSystem[][] {
  const byId = new Map(due.map((system) => [system.id, system]));
  const levels = new Map<number, PlannedSystem[]>();
  for (const system of due) {
    if (system.computed === null) continue;
    const { deviceRowId, id, computed } = system;
    const times = intervalEnds(computed, system.intervalMs, now);
    const level = countAbove(system, byId);
    levels.set(level, [...(levels.get(level) ?? []), { deviceRowId, id, computed, times }]);
  }
  const portions: PlannedSystem[][] = [];
  for (const [, systems] of [...levels].sort(([a], [b]) => b - a)) {
    let portion: PlannedSystem[] = [];
    let items = 0;
    for (const system of systems) {
      if (portion.length > 0 && (items + system.times.length > maxItems || portion.length >= maxSystems)) {
        portions.push(portion);
        portion = [];
        items = 0;
      }
      portion.push(system);
      items += system.times.length;
    }
    portions.push(portion);
  }
  return portions;
}

/** How many of the due systems are above this one; a circle, which the API refuses, ends the count. */
function countAbove(system: DueSystem, byId: ReadonlyMap<string, DueSystem>): number {
  const seen = new Set<string>([system.id]);
  let parent = system.parentId === null ? undefined : byId.get(system.parentId);
  while (parent && !seen.has(parent.id)) {
    seen.add(parent.id);
    parent = parent.parentId === null ? undefined : byId.get(parent.parentId);
  }
  return seen.size - 1;
}
