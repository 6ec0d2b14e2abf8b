import type { Database } from '../../platform/database/database.ts';
import type { DeviceRow } from './store.ts';

/** The newest line of each kind in a device's connection log. */
export interface LastConnection {
  readonly deviceRowId: number;
  readonly connected: boolean;
  /** Epoch ms. */
  readonly time: number;
  readonly reason: string | null;
  readonly messagesFromClient: number | null;
  readonly messagesToClient: number | null;
}

/** When each of the devices last came and last went, and what is known of the going. */
export async function readLastConnections(
  database: Database,
  deviceRowIds: readonly number[],
): Promise<Map<number, LastConnection[]>> {
  if (deviceRowIds.length === 0) return new Map();
  const rows = await database.query<LastConnection>({
    sql: `select asked.device_row_id as "deviceRowId", side.connected, log.time, log.disconnect_reason as reason,
        log.messages_from_client as "messagesFromClient", log.messages_to_client as "messagesToClient"
      from unnest($1::bigint[]) as asked (device_row_id)
      cross join (values (true), (false)) as side (connected)
      cross join lateral (select * from device_connection_history as entry
        where entry.device_row_id = asked.device_row_id and entry.connected = side.connected
        order by time desc, device_connection_log_row_id desc limit 1) as log`,
    parameters: [[...deviceRowIds]],
    prepared: true,
  });
  return Map.groupBy(rows, (row) => row.deviceRowId);
}

/**
 * `connected` (null: has never connected) and since when, as the platform returns them, and what the connection log knows
 * beyond that: the last coming and going, and of a device that is gone, why and after how many messages.
 */
export function toConnectionInfo(row: DeviceRow, last: readonly LastConnection[] = []) {
  const came = last.find(({ connected }) => connected);
  const went = last.find(({ connected }) => !connected);
  const details = row.connected === false ? went : undefined;
  return {
    connected: row.connected === null ? null : row.connected ? (1 as const) : (0 as const),
    ...(row.connection_changed_at === null ? {} : { time: row.connection_changed_at.toISOString() }),
    ...(came ? { connectedAt: new Date(came.time).toISOString() } : {}),
    ...(went ? { disconnectedAt: new Date(went.time).toISOString() } : {}),
    ...(details ? describeDisconnect(details) : {}),
  };
}

/** The fields of a disconnection, in the words of the platform's device log; what is not known is left out. */
export function describeDisconnect(going: Pick<LastConnection, 'reason' | 'messagesFromClient' | 'messagesToClient'>): {
  disconnectReason?: string;
  messagesFromClient?: number;
  messagesToClient?: number;
} {
  return {
    ...(going.reason === null ? {} : { disconnectReason: going.reason }),
    ...(going.messagesFromClient === null ? {} : { messagesFromClient: going.messagesFromClient }),
    ...(going.messagesToClient === null ? {} : { messagesToClient: going.messagesToClient }),
  };
}
