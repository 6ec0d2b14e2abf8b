import type { Database, Statement } from '../../platform/database/database.ts';

/** A device came or went. */
export interface ConnectionChange {
  readonly deviceKey: number;
  /** Epoch ms. */
  readonly time: number;
  readonly connected: boolean;
  readonly reason: string | null;
  readonly messagesFromClient: number | null;
  readonly messagesToClient: number | null;
}

/** Statements that log changes and keep the devices' own state; the last change of a device in the batch wins. */
export function connectionStatements(changes: readonly ConnectionChange[]): Statement[] {
  const last = [...new Map(changes.map((change) => [change.deviceKey, change])).values()].sort(
    (a, b) => a.deviceKey - b.deviceKey,
  );
  return [
    {
      // Joined with the device so that one deleted a moment ago does not fail the others.
      sql: `insert into device_connection_log
          (device_key, time, connected, disconnect_reason, messages_from_client, messages_to_client)
        select change.* from unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::text[], $5::bigint[], $6::bigint[])
          as change (device_key, time, connected, disconnect_reason, messages_from_client, messages_to_client)
        join device using (device_key)`,
      parameters: [
        changes.map((change) => change.deviceKey),
        changes.map((change) => change.time),
        changes.map((change) => change.connected),
        changes.map((change) => change.reason),
        changes.map((change) => change.messagesFromClient),
        changes.map((change) => change.messagesToClient),
      ],
    },
    {
      sql: `update device set connected = change.connected, connection_changed_at = change.changed_at
        from unnest($1::bigint[], $2::boolean[], $3::timestamptz[]) as change (device_key, connected, changed_at)
        where device.device_key = change.device_key`,
      parameters: [
        last.map((change) => change.deviceKey),
        last.map((change) => change.connected),
        last.map((change) => new Date(change.time).toISOString()),
      ],
    },
  ];
}

/** Marks every device disconnected that a server which stopped without a word had left connected. */
export async function disconnectAll(database: Database, time: number): Promise<number> {
  const [, rows] = await database.batch([
    {
      sql: `insert into device_connection_log (device_key, time, connected, disconnect_reason)
        select device_key, $1::bigint, false, 'server restarted' from device where connected`,
      parameters: [time],
    },
    {
      sql: `update device set connected = false, connection_changed_at = $1::timestamptz
        where connected returning device_key`,
      parameters: [new Date(time).toISOString()],
    },
  ]);
  return rows?.length ?? 0;
}
