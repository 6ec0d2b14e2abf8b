import { isId } from '../../kernel/ids.ts';
import type { Statement } from '../../platform/database/database.ts';

/** Of which devices a server that stopped without a word has left behind that its broker had them connected. */
export const leftConnected = 'connected and connected_by_broker and deleted_at is null';

/**
 * As `leftConnected`, where several servers share the database: those that one of them (`node`) had, or a server that had the
 * database for itself before (null).
 */
export function leftConnectedBy(node: string | null): string {
  if (node === null) return `${leftConnected} and connected_node is null`;
  if (!isId(node)) throw new Error('a node is named by an id');
  return `${leftConnected} and connected_node = '${node}'`;
}

/**
 * Notes which devices have come to, or gone from, the broker, each at its time in epoch ms; a device is named once.
 *
 * @param node where several servers share the database, the one that has or had the connections: a device that has come to
 *   another one since has not gone
 */
export function brokerConnectionStatement(
  changes: readonly { readonly deviceRowId: number; readonly connected: boolean; readonly time: number }[],
  node?: string,
): Statement {
  // In one order, so that two transactions cannot wait for each other.
  const sorted = changes.toSorted((a, b) => a.deviceRowId - b.deviceRowId);
  const held = node === undefined ? '' : ', connected_node = case when change.connected then $4 end';
  const isOwn = node === undefined ? '' : ' and (change.connected or device.connected_node = $4)';
  return {
    sql: `update device set connected = change.connected, connected_by_broker = change.connected,
        connection_changed_at = change.changed_at${held}
      from unnest($1::bigint[], $2::boolean[], $3::timestamptz[]) as change (device_row_id, connected, changed_at)
      where device.device_row_id = change.device_row_id${isOwn}`,
    parameters: [
      sorted.map((change) => change.deviceRowId),
      sorted.map((change) => change.connected),
      sorted.map((change) => new Date(change.time).toISOString()),
      ...(node === undefined ? [] : [node]),
    ],
  };
}

/**
 * Notes that a device has come or gone as it says itself, at `time` in epoch ms, unless something newer is known.
 * `onlyIfAway`: not when it is known to be there already.
 */
export function reportedConnectionStatement(
  deviceRowId: number,
  change: { readonly connected: boolean; readonly time: number; readonly onlyIfAway?: boolean },
): Statement {
  return {
    sql: `update device set connected = $2::boolean, connection_changed_at = $3::timestamptz
      where device_row_id = $1::bigint and deleted_at is null and not ($4::boolean and connected is true)
        and (connection_changed_at is null or connection_changed_at <= $3::timestamptz)`,
    parameters: [deviceRowId, change.connected, new Date(change.time).toISOString(), change.onlyIfAway ?? false],
  };
}

/** Notes that those who meet the condition (`leftConnected`) have gone, at `time` in epoch ms; returns a row of each. */
export function disconnectLeftStatement(time: number, condition: string): Statement {
  return {
    sql: `update device set connected = false, connected_by_broker = false, connected_node = null,
        connection_changed_at = $1::timestamptz
      where ${condition} returning device_row_id`,
    parameters: [new Date(time).toISOString()],
  };
}
