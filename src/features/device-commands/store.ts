import { parseJson } from '../../kernel/json-text.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { readPortions } from '../../platform/database/read-portions.ts';

/** Commands sent to one device from `since` on, as many as one answer holds. */
export async function readCommands(
  database: Database,
  question: { deviceRowId: number; since: number; limit: number; direction: 'asc' | 'desc' },
): Promise<{ rows: { time: number; name: string; payload: unknown }[]; truncated: boolean }> {
  const { deviceRowId, since, direction } = question;
  const { rows, truncated } = await readPortions(question.limit, ({ offset, limit }) =>
    database.query<{ time: number; name: string; payload: string | null }>({
      sql: `select time, name, payload::text as payload from device_command where device_row_id = $1 and time >= $2
        order by time ${direction}, device_command_row_id ${direction} limit $3 offset $4`,
      parameters: [deviceRowId, since, limit, offset],
    }),
  );
  // Parsed here, because the driver would round the numbers that a payload has kept exactly.
  return {
    rows: rows.map((row) => ({ ...row, payload: row.payload === null ? null : parseJson(row.payload) })),
    truncated,
  };
}

export async function insertCommands(
  db: Queryable,
  commands: readonly { deviceRowId: number; time: number; name: string; payload: unknown }[],
): Promise<void> {
  const rows = commands.map((command) => ({
    device_row_id: command.deviceRowId,
    time: command.time,
    name: command.name,
    payload: command.payload === undefined ? null : JSON.stringify(command.payload),
  }));
  await db.insertInto('device_command').values(rows).execute();
}
