import type { Database, Statement } from '../../platform/database/database.ts';
import { reportedConnectionStatement } from '../devices/index.ts';

/** A coming or going that was reported over REST. */
export interface ConnectionChange {
  readonly connected: boolean;
  /** Epoch ms. */
  readonly time: number;
  /** Not written when the device is already known to be there. */
  readonly onlyIfAway?: boolean;
  readonly reason?: string | undefined;
  readonly messagesFromClient?: number | undefined;
  readonly messagesToClient?: number | undefined;
}

/**
 * Statements that log the changes of one device, in order, and then move the device to the last of them, unless
 * something newer is known. They write nothing for a device that has been deleted meanwhile.
 */
export function reportedConnectionStatements(deviceRowId: number, changes: readonly ConnectionChange[]): Statement[] {
  return changes.flatMap((change): Statement[] => [
    {
      sql: `insert into device_connection_log
          (device_row_id, time, connected, disconnect_reason, messages_from_client, messages_to_client)
        select device_row_id, $2::bigint, $3::boolean, $4::text, $5::bigint, $6::bigint from device_directory
        where device_row_id = $1::bigint and deleted_at is null and not ($7::boolean and connected is true)`,
      parameters: [
        deviceRowId,
        change.time,
        change.connected,
        change.reason ?? null,
        change.messagesFromClient ?? null,
        change.messagesToClient ?? null,
        change.onlyIfAway ?? false,
      ],
    },
    reportedConnectionStatement(deviceRowId, change),
  ]);
}

/** Lines of one device's connection log from `since` on. */
export function readConnectionLog(
  database: Database,
  question: { deviceRowId: number; since: number; before?: number; limit: number; direction: 'asc' | 'desc' },
): Promise<
  {
    time: number;
    connected: boolean;
    reason: string | null;
    messagesFromClient: number | null;
    messagesToClient: number | null;
  }[]
> {
  const { deviceRowId, since, before = null, limit, direction } = question;
  return database.query({
    sql: `select time, connected, disconnect_reason as reason, messages_from_client as "messagesFromClient",
        messages_to_client as "messagesToClient"
      from device_connection_log where device_row_id = $1 and time >= $2 and ($4::bigint is null or time <= $4)
      order by time ${direction}, device_connection_log_row_id ${direction} limit $3`,
    parameters: [deviceRowId, since, limit, before],
  });
}
