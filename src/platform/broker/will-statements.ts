import type { Statement } from '../database/database.ts';
import type { Will } from './connect-packet.ts';

/** A connection has a will; to be durable before its CONNACK. */
export interface KeepWill {
  readonly kind: 'keepWill';
  /** Of the connection: the one that it takes over from may still have a will of its own. */
  readonly willId: string;
  readonly clientId: string;
  /** What the connection rests on, in the words of `SessionHooks.nameAccess`. */
  readonly access: string;
  readonly will: Will;
}

/** The will has been published, or will not be. */
export interface ForgetWill {
  readonly kind: 'forgetWill';
  readonly willId: string;
}

export type WillChange = KeepWill | ForgetWill;

/**
 * Statements that keep and forget wills; those of a client that does not exist any more are left out.
 *
 * @param node the server that has the connections, where several share the database
 */
export function changeWills(
  kept: ReadonlyMap<string, KeepWill>,
  gone: readonly string[],
  node: string | undefined,
): Statement[] {
  const statements: Statement[] = [];
  if (gone.length > 0) statements.push({ sql: 'delete from mqtt_will where id = any($1::text[])', parameters: [gone] });
  if (kept.size > 0) {
    const changes = [...kept.values()];
    statements.push({
      sql: `insert into mqtt_will (id, client_id, access, topic, payload, qos, retain, connected_node)
        select change.*, $8::text
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::int[], $7::boolean[])
          as change (id, client_id, access, topic, payload, qos, retain)
        join device_directory as device on device.id = change.client_id`,
      parameters: [
        changes.map(({ willId }) => willId),
        changes.map(({ clientId }) => clientId),
        changes.map(({ access }) => access),
        changes.map(({ will }) => will.topic),
        changes.map(({ will }) => will.payload),
        changes.map(({ will }) => will.qos),
        changes.map(({ will }) => will.retain),
        node ?? null,
      ],
    });
  }
  return statements;
}
