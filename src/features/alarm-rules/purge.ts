import type { Database } from '../../platform/database/database.ts';

const rowsPerStep = 5_000;

/** Forgets how the rules of a deleted application stand, a few thousand devices at a time. */
export async function purgeAlarmStates(
  database: Database,
  applicationRowId: number,
  signal: AbortSignal,
): Promise<void> {
  for (const [table, key] of [
    ['alarm_state', 'alarm_rule_row_id, version, device_row_id'],
    ['alarm_heard', 'device_row_id'],
  ]) {
    for (let count = rowsPerStep; count === rowsPerStep; ) {
      signal.throwIfAborted();
      const rows = await database.query({
        sql: `delete from ${table} where (${key}) in (
            select ${key} from ${table} where application_row_id = $1 limit ${rowsPerStep}) returning 1`,
        parameters: [applicationRowId],
      });
      count = rows.length;
    }
  }
}
