/** The feature's tables, and what SQL cannot say of their columns. */
export interface DeclaredTables {
  workflow_occurrence: object;
  workflow_turn: object;
  workflow_run: object;
  workflow_recent_run: object;
  workflow_minute: object;
  workflow_heard: object;
  workflow_silence: object;
  workflow_run_order: object;
  workflow_running: object;
  workflow_scheduled: object;
  workflow_timer: { config: Record<string, unknown> };
}
