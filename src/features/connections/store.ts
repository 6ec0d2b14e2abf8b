import type { Database, Statement } from '../../platform/database/database.ts';
import {
  brokerConnectionStatement,
  disconnectLeftStatement,
  leftConnected,
  leftConnectedBy,
} from '../devices/index.ts';
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
  /** The server that has or had the connection, where several share the database. */
  readonly node?: string | undefined;
  /** As contributors hear of it. */
  readonly notice: ConnectionNotice;
}

/**
 * Statements that log changes, keep the devices' own state, and count: what is counted is what stands in the log, also
 * after a crash. The last change of a device in the batch wins.
 *
 * @param node the server whose connections they are, where several share the database
 */
export function connectionStatements(changes: readonly ConnectionChange[], node?: string): Statement[] {
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
    brokerConnectionStatement(last, node),
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

/** Devices that a server which stopped without a word has left connected to its broker. */
export interface LeftDevices {
  /** The server, where several share the database; null: one that had it for itself. Left out: whichever it was. */
  readonly node?: string | null;
  /** Why they are disconnected, as their log says it. */
  readonly reason: string;
}

function conditionOf({ node }: Pick<LeftDevices, 'node'>): string {
  return node === undefined ? leftConnected : leftConnectedBy(node);
}

/**
 * Marks every device disconnected that a server which stopped without a word had left connected to its broker, once: in
 * the log, in the counts and at the device. Who is connected as it said over REST stays so.
 */
export async function disconnectAll(
  database: Database,
  left: LeftDevices,
  { time, first, contributed }: { time: number; first: readonly Statement[]; contributed: readonly Statement[] },
): Promise<number> {
  const condition = conditionOf(left);
  const counts = countDevicesStatements(condition, { type: 'deviceDisconnect', source: 'device.mqtt', time });
  const answers = await database.batch([
    ...first,
    {
      sql: `insert into device_connection_log (device_row_id, time, connected, disconnect_reason)
        select device_row_id, $1::bigint, false, $2::text from device_directory where ${condition}`,
      parameters: [time, left.reason],
    },
    ...counts,
    disconnectLeftStatement(time, condition),
    ...contributed,
  ]);
  return answers[first.length + counts.length + 1]?.length ?? 0;
}

/** Applications with devices that a server which stopped without a word has left connected. */
export async function findLeftApplications(database: Database, left: LeftDevices): Promise<number[]> {
  const rows = await database.query<{ id: number }>({
    sql: `select distinct application_row_id as id from device_directory where ${conditionOf(left)}`,
    parameters: [],
  });
  return rows.map(({ id }) => id);
}

/** Ids of such devices of an application. */
export async function findLeftDevices(
  database: Database,
  left: LeftDevices,
  applicationRowId: number,
): Promise<string[]> {
  const rows = await database.query<{ id: string }>({
    sql: `select id from device_directory where application_row_id = $1 and ${conditionOf(left)}`,
    parameters: [applicationRowId],
  });
  return rows.map(({ id }) => id);
}

/** Whether a device is written down as connected to the broker of a server. */
export async function isConnectedToBroker(database: Database, deviceId: string): Promise<boolean> {
  const rows = await database.query<{ connected: boolean }>({
    sql: 'select connected_by_broker as connected from device_directory where id = $1',
    parameters: [deviceId],
  });
  return rows[0]?.connected ?? false;
}
