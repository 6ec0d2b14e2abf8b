import type { Database, Queryable } from '../../platform/database/database.ts';

/** Commands sent to one device from `since` on. */
export function readCommands(
  database: Database,
  question: { deviceRowId: number; since: number; limit: number; direction: 'asc' | 'desc' },
): Promise<{ time: number; name: string; payload: unknown }[]> {
  const { deviceRowId, since, limit, direction } = question;
  return database.query({
    sql: `select time, name, payload from device_command where device_row_id = $1 and time >= $2
      order by time ${direction}, device_command_row_id ${direction} limit $3`,
    parameters: [deviceRowId, since, limit],
  });
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
