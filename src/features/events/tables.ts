import type { EventSelection } from './selection.ts';

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  event: { tags: Record<string, string> };
  event_update: { tags_change: { old: Record<string, string>; new: Record<string, string> } };
  event_tally: object;
  event_change: { selection: EventSelection };
  event_change_turn: object;
}
