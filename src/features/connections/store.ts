import type { Database, Statement } from '../../platform/database/database.ts';
import { brokerConnectionStatement, disconnectLeftStatement, leftConnected } from '../devices/index.ts';
import { countDevicesStatements, countStatements } from '../usage/index.ts';
import type { ConnectionNotice } from './contributor.ts';

/** A device came or went. */
export interface ConnectionChange {
  readonly applicationRowId: number;
  readonly deviceRowId: number;
  /** Epoch ms. */
  readonly time: number;
  readonly connected: boolean;
  readonly reason: string | null;
  readonly messagesFromClient: number | null;
  readonly messagesToClient: number | null;
  /** The end of a connection that another one has taken over: a line of the log, but the device is still connected. */
  readonly superseded?: boolean;
  /** As contributors hear of it. */
  readonly notice: ConnectionNotice;
}

/**
 * Statements that log changes, keep the devices' own state, and count: what is counted is what stands in the log, also
 * after a crash. The last change of a device in the batch wins.
 */
export function connectionStatements(changes: readonly ConnectionChange[]): Statement[] {
  const standing = changes.filter((change) => !change.superseded);
  const last = [...new Map(standing.map((change) => [change.deviceRowId, change])).values()];
  return [
    {
      // Joined with the device so that one deleted a moment ago does not fail the others. In order, because a join need
      // not keep it: lines of the same millisecond are told apart by the order in which they were written.
      sql: `insert into device_connection_log
          (device_row_id, time, connected, disconnect_reason, messages_from_client, messages_to_client)
        select device_row_id, time, change.connected, disconnect_reason, messages_from_client, messages_to_client
        from unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::text[], $5::bigint[], $6::bigint[])
          with ordinality as change
            (device_row_id, time, connected, disconnect_reason, messages_from_client, messages_to_client, number)
        join device_directory using (device_row_id) order by number`,
      parameters: [
        changes.map((change) => change.deviceRowId),
        changes.map((change) => change.time),
        changes.map((change) => change.connected),
        changes.map((change) => change.reason),
        changes.map((change) => change.messagesFromClient),
        changes.map((change) => change.messagesToClient),
      ],
    },
    brokerConnectionStatement(last),
    ...countStatements(
      changes.map(({ applicationRowId, deviceRowId, connected, time }) => ({
        applicationRowId,
        deviceRowId,
        type: connected ? 'deviceConnect' : 'deviceDisconnect',
        source: 'device.mqtt',
        count: 1,
        time,
      })),
    ),
  ];
}

/**
 * Marks every device disconnected that a server which stopped without a word had left connected to its broker, once: in
 * the log, in the counts and at the device. Who is connected as it said over REST stays so.
 */
export async function disconnectAll(
  database: Database,
  time: number,
  contributed: readonly Statement[],
): Promise<number> {
  const counts = countDevicesStatements(leftConnected, { type: 'deviceDisconnect', source: 'device.mqtt', time });
  const answers = await database.batch([
    {
      sql: `insert into device_connection_log (device_row_id, time, connected, disconnect_reason)
        select device_row_id, $1::bigint, false, 'server restarted' from device_directory where ${leftConnected}`,
      parameters: [time],
    },
    ...counts,
    disconnectLeftStatement(time),
    ...contributed,
  ]);
  return answers[counts.length + 1]?.length ?? 0;
}

/** Applications with devices that a server which stopped without a word has left connected. */
export async function findLeftApplications(database: Database): Promise<number[]> {
  const rows = await database.query<{ id: number }>({
    sql: `select distinct application_row_id as id from device_directory where ${leftConnected}`,
    parameters: [],
  });
  return rows.map(({ id }) => id);
}

/** Ids of such devices of an application. */
export async function findLeftDevices(database: Database, applicationRowId: number): Promise<string[]> {
  const rows = await database.query<{ id: string }>({
    sql: `select id from device_directory where application_row_id = $1 and ${leftConnected}`,
    parameters: [applicationRowId],
  });
  return rows.map(({ id }) => id);
}
