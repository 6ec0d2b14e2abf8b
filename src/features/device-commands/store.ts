import type { Queryable } from '../../platform/database/database.ts';

export async function insertCommand(
  db: Queryable,
  command: { deviceKey: number; time: number; name: string; payload: unknown },
): Promise<void> {
  await db
    .insertInto('device_command')
    .values({
      device_key: command.deviceKey,
      time: command.time,
      name: command.name,
      payload: command.payload === undefined ? null : JSON.stringify(command.payload),
    })
    .execute();
}
