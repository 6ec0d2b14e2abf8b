import type { EventLevel } from './schemas.ts';
import type { EventSelection } from './selection.ts';

interface Change<Value> {
  old: Value;
  new: Value;
}

/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  event: { tags: Record<string, string> };
  event_update: {
    tags_change: Change<Record<string, string>>;
    level_change: Change<EventLevel>;
    subject_change: Change<string>;
    device_change: Change<string | null>;
  };
  event_tally: object;
  event_change: { selection: EventSelection };
  event_change_turn: object;
}
