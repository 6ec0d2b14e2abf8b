import { diskFull } from '../../kernel/errors.ts';
import type { ClusterNode } from '../cluster/node-registry.ts';
import type { Database } from '../database/database.ts';
import { isDataError, sqlStateOf } from '../database/errors.ts';
import { GroupCommit } from '../database/group-commit.ts';
import { transactionBytes } from '../database/transaction-bytes.ts';
import type { Will } from './connect-packet.ts';
import type { Qos } from './packets.ts';
import type { SessionChange, StoredMessage } from './session-changes.ts';
import { sessionStatements, weighChange } from './session-statements.ts';
import { findRetained } from './shared-retained.ts';
import type { SharedSessions } from './shared-sessions.ts';

/** One transaction takes at most this many changes. */
const maxBatch = 1000;
/** Publishers wait for their acknowledgements, so this is only reached when thousands of them publish at once. */
const maxQueued = 50_000;
/** Rows per read: on the embedded engine a longer one would hold up ingest. */
const pageRows = 200;

/** A message on its way to a client, as it was when the server stopped. */
export interface StoredDelivery extends StoredMessage {
  readonly sequence: number;
  readonly packetId: number;
  readonly retain: boolean;
  readonly sent: boolean;
  readonly released: boolean;
}

export interface StoredSession {
  readonly sessionId: string;
  readonly clientId: string;
  readonly subscriptions: readonly { readonly filter: string; readonly qos: Qos }[];
  readonly deliveries: readonly StoredDelivery[];
  /** Packet ids of QoS 2 messages that were received and not yet released. */
  readonly incoming: readonly number[];
}

/** A will whose connection has not ended in order: its server has stopped without a word. */
export interface StoredWill extends Will {
  readonly willId: string;
  readonly applicationId: string;
  readonly clientId: string;
  readonly access: string;
}

/**
 * Persistent sessions and retained messages in the database. Changes are kept in the order in which they are given, many
 * in one transaction; those that are given together are kept together or not at all.
 */
export class SessionStore {
  readonly #database: Database;
  readonly #node: ClusterNode | undefined;
  /** Which sessions this server has, where several share the database. */
  readonly shared: SharedSessions | undefined;
  /** Changes that are being made durable. */
  #pending = 0;
  readonly #queue: GroupCommit<readonly SessionChange[]>;

  /** @param options.node this server among those that share the database; undefined, as `shared`: it has it for itself */
  constructor(options: { database: Database; node?: ClusterNode | undefined; shared?: SharedSessions | undefined }) {
    const { database, node, shared } = options;
    this.#database = database;
    this.#node = node;
    this.shared = shared;
    this.#queue = new GroupCommit<readonly SessionChange[]>({
      maxBatch,
      maxQueued,
      // One at a time: the order of messages is theirs in the database too.
      concurrency: 1,
      weigh: (changes) => changes.reduce((sum, change) => sum + weighChange(change), 0),
      maxBatchWeight: transactionBytes[database.kind],
      // A device or application that is being deleted takes its sessions with it, or another server has the session by now
      // (SB002); that is nobody else's failure.
      isItemError: (error) => isDataError(error) || ['23503', 'SB002'].includes(sqlStateOf(error) ?? ''),
      commit: async (items) => {
        if (database.isDiskFull) throw diskFull();
        const changes = items.flat();
        const statements = sessionStatements(changes, node?.id);
        if (shared) await shared.commit(changes, statements);
        else await database.batch(statements);
      },
    });
  }

  /** Changes waiting to be stored. */
  get queued(): number {
    return this.#queue.queued;
  }

  /** `done` is called once, after the changes are durable or have failed. */
  apply(changes: readonly SessionChange[], done: (error?: unknown) => void): void {
    if (!this.shared) return this.#queue.add(changes, done);
    const all = this.shared.withHolds(changes);
    if (!all) return done(new Error('another connection has the session'));
    this.#pending += 1;
    this.#queue.add(all, (error) => {
      this.#pending -= 1;
      done(error);
    });
  }

  /** Resolves once everything given before is durable or has failed, whatever is given meanwhile. */
  async settled(): Promise<void> {
    if (this.#pending > 0) await this.#queue.add([]).catch(() => undefined);
  }

  /** Resolves once everything given so far is durable, or has failed and said so. */
  drain(): Promise<void> {
    return this.#queue.drain();
  }

  /** The session of one client, if it has any; `isComplete`: with what belongs to it. */
  async loadSession(clientId: string, { isComplete }: { isComplete: boolean }): Promise<StoredSession | undefined> {
    const rows = await this.#database.query<{ id: string; client_id: string }>({
      sql: 'select id, client_id from mqtt_session where client_id = $1',
      parameters: [clientId],
    });
    const sessions = new Map(rows.map((row) => [row.id, emptySession(row)]));
    const [session] = isComplete ? await this.#loadParts(sessions) : sessions.values();
    return session;
  }

  /** The sessions of an application's devices, with what is on its way to them in order. */
  async loadSessions(applicationId: string): Promise<StoredSession[]> {
    const sessions = new Map<string, LoadedSession>();
    await this.#eachPage<{ id: string; client_id: string }>(
      `select s.id, s.client_id from mqtt_session s
        join application_directory a on a.application_row_id = s.application_row_id and a.id = $1
        join device_directory d on d.id = s.client_id and d.deleted_at is null
        where s.id > $2 order by s.id limit ${pageRows}`,
      [applicationId, ''],
      (row) => {
        sessions.set(row.id, emptySession(row));
        return [applicationId, row.id];
      },
    );
    return this.#loadParts(sessions);
  }

  async #loadParts(sessions: ReadonlyMap<string, LoadedSession>): Promise<StoredSession[]> {
    if (sessions.size === 0) return [];
    const ids = [...sessions.keys()];
    await this.#eachPage<{ session_id: string; filter_hash: Uint8Array; filter: string; qos: Qos }>(
      `select session_id, filter_hash, filter, qos from mqtt_subscription
        where session_id = any($1::text[]) and (session_id, filter_hash) > ($2, $3::bytea)
        order by session_id, filter_hash limit ${pageRows}`,
      [ids, '', Buffer.alloc(0)],
      (row) => {
        sessions.get(row.session_id)?.subscriptions.push({ filter: row.filter, qos: row.qos });
        return [ids, row.session_id, row.filter_hash];
      },
    );
    await this.#eachPage<{ session_id: string; packet_id: number }>(
      `select session_id, packet_id from mqtt_incoming
        where session_id = any($1::text[]) and (session_id, packet_id) > ($2, $3) order by session_id, packet_id limit ${pageRows}`,
      [ids, '', 0],
      (row) => {
        sessions.get(row.session_id)?.incoming.push(row.packet_id);
        return [ids, row.session_id, row.packet_id];
      },
    );
    await this.#eachPage<DeliveryRow>(
      `select session_id, sequence, packet_id, topic, payload, qos, retain, sent, released from mqtt_delivery
        where session_id = any($1::text[]) and (session_id, sequence) > ($2, $3) order by session_id, sequence limit ${pageRows}`,
      [ids, '', 0],
      (row) => {
        const { session_id: sessionId, packet_id: packetId, payload, ...rest } = row;
        sessions.get(sessionId)?.deliveries.push({ ...rest, packetId, payload: Buffer.from(payload) });
        return [ids, sessionId, row.sequence];
      },
    );
    return [...sessions.values()];
  }

  async loadRetained(applicationId: string): Promise<StoredMessage[]> {
    const messages: StoredMessage[] = [];
    await this.#eachPage<{ topic_hash: Uint8Array; topic: string; payload: Uint8Array; qos: Qos }>(
      `select topic_hash, topic, payload, qos from mqtt_retained join application_directory as application using (application_row_id)
        where application.id = $1 and topic_hash > $2::bytea order by topic_hash limit ${pageRows}`,
      [applicationId, Buffer.alloc(0)],
      ({ topic_hash: hash, topic, payload, qos }) => {
        messages.push({ topic, payload: Buffer.from(payload), qos });
        return [applicationId, hash];
      },
    );
    return messages;
  }

  /** As `loadRetained`, those that a filter matches, where several servers share the database. */
  findRetained(applicationId: string, filter: string): AsyncGenerator<StoredMessage> {
    return findRetained(this.#database, applicationId, filter);
  }

  /** Makes the wills this server's that one which had the database for itself has left, for `loadWills`. */
  async claimWills(): Promise<void> {
    if (!this.#node) return;
    await this.#database.query({
      sql: 'update mqtt_will set connected_node = $1 where connected_node is null',
      parameters: [this.#node.id],
    });
  }

  /**
   * Some of the wills that are kept, by id from `after` on; none: there are no more.
   *
   * @param node whose connections' wills; left out: all
   */
  async loadWills(after: string, node?: string): Promise<StoredWill[]> {
    const rows = await this.#database.query<Omit<StoredWill, 'payload'> & { payload: Uint8Array }>({
      sql: `select will.id as "willId", application.id as "applicationId", will.client_id as "clientId", will.access, will.topic,
          will.payload, will.qos, will.retain
        from mqtt_will as will
        join device_directory as device on device.id = will.client_id
        join application_directory as application using (application_row_id)
        where will.id > $1${node === undefined ? '' : ' and will.connected_node = $2'} order by will.id limit ${pageRows}`,
      parameters: node === undefined ? [after] : [after, node],
    });
    return rows.map((row) => ({ ...row, payload: Buffer.from(row.payload) }));
  }

  /** Reads on until a page is not full; `take` returns the parameters that continue after its row. */
  async #eachPage<Row>(sql: string, first: unknown[], take: (row: Row) => unknown[]): Promise<void> {
    let parameters = first;
    for (;;) {
      const rows = await this.#database.query<Row>({ sql, parameters });
      for (const row of rows) parameters = take(row);
      if (rows.length < pageRows) return;
    }
  }
}

interface LoadedSession extends StoredSession {
  readonly subscriptions: { filter: string; qos: Qos }[];
  readonly deliveries: StoredDelivery[];
  readonly incoming: number[];
}

function emptySession(row: { readonly id: string; readonly client_id: string }): LoadedSession {
  return { sessionId: row.id, clientId: row.client_id, subscriptions: [], deliveries: [], incoming: [] };
}

interface DeliveryRow {
  readonly session_id: string;
  readonly sequence: number;
  readonly packet_id: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly sent: boolean;
  readonly released: boolean;
}
