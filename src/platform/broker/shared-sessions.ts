import { sql } from 'kysely';
import type { SubscriptionChange } from '../../kernel/events.ts';
import type { Bus } from '../bus/bus.ts';
import type { ClusterNode } from '../cluster/node-registry.ts';
import type { Database, Statement } from '../database/database.ts';
import { sqlStateOf } from '../database/errors.ts';
import { GroupCommit } from '../database/group-commit.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Qos } from './packets.ts';
import type { Held, Post, SessionChange } from './session-changes.ts';
import { requireHeld, type SharedOutcome, subscriptionAnnouncements } from './shared-statements.ts';

/** CONNECTs that are claimed in one transaction; and that wait, which is as many as are decided about at once. */
const maxClaims = 500;
const maxQueuedClaims = 5_000;
/** Rows of filters in one read, of which an application may have a million. */
const filterRows = 5_000;
/** Sessions that one statement looks for messages for. */
const sessionsPerLook = 2_000;
/** Messages that are taken out of an inbox at once. */
export const inboxRows = 200;
/** Transactions of two servers may wait for each other where sessions end; one of them is then asked to try again. */
const maxAttempts = 5;

/** What the changes of a transaction have led to beside themselves. */
export interface SharedListener {
  /** Another server has the session; what was to be delivered is in its inbox. */
  readonly lost: (held: Held) => void;
  /** A message was put into the inbox of a session that this server has by now. */
  readonly posted: (held: Held) => void;
  /** The inbox of a session is full. */
  readonly full: (post: Post) => void;
  /** There is no room for a retained message. */
  readonly notRetained: (applicationId: string, topic: string) => void;
}

interface Claim {
  readonly applicationId: string;
  readonly clientId: string;
  generation?: number;
}

/** A message in a session's inbox. */
export interface InboxMessage {
  readonly number: number;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
}

/**
 * Sessions where several servers share the database (decision 0039): which of them this one has, by the number of the CONNECT
 * that it has them since. What it writes of a session fails once another server has that client's newest connection.
 */
export class SharedSessions {
  readonly #database: Database;
  readonly #node: ClusterNode;
  readonly #bus: Bus;
  readonly #holds = new Map<string, Held>();
  readonly #claims: GroupCommit<Claim>;
  #listener: SharedListener | undefined;

  constructor(options: { database: Database; node: ClusterNode; bus: Bus }) {
    this.#database = options.database;
    this.#node = options.node;
    this.#bus = options.bus;
    this.#claims = new GroupCommit<Claim>({
      maxBatch: maxClaims,
      maxQueued: maxQueuedClaims,
      concurrency: 1,
      commit: (claims) => this.#commitClaims(claims),
    });
  }

  listen(listener: SharedListener): void {
    this.#listener = listener;
  }

  /**
   * Makes this server the one that has the client, from the commit on; the one that had it hears `client.claimed`. Rejects
   * when that cannot be stored, or the device is gone.
   *
   * @returns how many CONNECTs of the client there have been
   */
  async claim(applicationId: string, clientId: string): Promise<number> {
    const claim: Claim = { applicationId, clientId };
    await this.#claims.add(claim);
    if (claim.generation === undefined) throw new Error('there is no such device any more');
    return claim.generation;
  }

  async #commitClaims(claims: readonly Claim[]): Promise<void> {
    const node = this.#node.id;
    const byClient = new Map(claims.map((claim) => [claim.clientId, claim]));
    const rows = await inTransaction(this.#database, async (tx) => {
      await sql`select require_node(${node})`.execute(tx);
      const { rows } = await sql<{ clientId: string; generation: number; formerNode: string | null }>`
        insert into mqtt_client as held (client_id, connected_node, generation)
        select id, ${node}::text, 1 from device_directory where id = any(${[...byClient.keys()]}::text[]) order by id
        on conflict (client_id) do update
          set former_node = held.connected_node, connected_node = excluded.connected_node, generation = held.generation + 1
        returning client_id as "clientId", generation, former_node as "formerNode"`.execute(tx);
      for (const { clientId, generation, formerNode } of rows) {
        const applicationId = byClient.get(clientId)?.applicationId;
        if (applicationId === undefined || formerNode === null || formerNode === node) continue;
        this.#bus.announce(tx, 'client.claimed', { applicationId, clientId, node, generation });
      }
      return rows;
    });
    const generations = new Map(rows.map(({ clientId, generation }) => [clientId, generation]));
    for (const claim of claims) {
      const generation = generations.get(claim.clientId);
      if (generation !== undefined) claim.generation = generation;
    }
  }

  /** Whether an announcement of `client.claimed` is this server's own. */
  isOwn({ node }: { readonly node: string }): boolean {
    return node === this.#node.id;
  }

  /** From now on the session is this server's to write of. */
  hold(held: Held): void {
    this.#holds.set(held.sessionId, held);
  }

  letGo(sessionId: string): void {
    this.#holds.delete(sessionId);
  }

  find(sessionId: string): Held | undefined {
    return this.#holds.get(sessionId);
  }

  /** The changes with what they rest on; undefined when they are of a session that this server does not have. */
  withHolds(changes: readonly SessionChange[]): SessionChange[] | undefined {
    const all: SessionChange[] = [];
    const required = new Set<Held>();
    for (const change of changes) {
      if (!('sessionId' in change) || change.kind === 'post') {
        all.push(change);
        continue;
      }
      const held = this.#holds.get(change.sessionId);
      if (!held) return undefined;
      if (change.kind === 'enqueue') all.push({ ...change, held });
      else {
        required.add(held);
        all.push(change);
      }
    }
    return [...required, ...all];
  }

  /** Makes the changes of `statements` durable, if this server still has all that they are about. */
  async commit(changes: readonly SessionChange[], statements: readonly Statement[]): Promise<void> {
    const batch = [
      this.#node.guard(this.#node.id),
      ...requireHeld(changes),
      ...statements,
      ...this.#bus.toStatements('subscriptions.changed', subscriptionAnnouncements(changes)),
    ];
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#tell(await this.#database.batch(batch), changes);
        return;
      } catch (error) {
        if (sqlStateOf(error) !== '40P01' || attempt >= maxAttempts) throw error;
      }
    }
  }

  #tell(results: readonly unknown[][], changes: readonly SessionChange[]): void {
    for (const { stale, generation, full, notRetained, topic } of results.flat() as SharedOutcome[]) {
      if (notRetained !== undefined) this.#listener?.notRetained(notRetained, topic ?? '');
      const isFull = (change: SessionChange): change is Post =>
        change.kind === 'post' && change.sessionId === full && change.topic === topic;
      const lost = full === undefined ? undefined : changes.find(isFull);
      if (lost) this.#listener?.full(lost);
      const held = stale === undefined ? undefined : this.#holds.get(stale);
      if (!held) continue;
      if (held.generation === generation) this.#listener?.lost(held);
      else this.#listener?.posted(held);
    }
  }

  /** What the persistent sessions of an application have subscribed to at QoS 1 or 2, one after the other. */
  async *loadFilters(applicationId: string): AsyncGenerator<SubscriptionChange> {
    let after: [string, Uint8Array] = ['', Buffer.alloc(0)];
    for (;;) {
      const rows = await this.#database.query<Required<SubscriptionChange> & { hash: Uint8Array }>({
        sql: `select session.id as "sessionId", session.client_id as "clientId", filter, qos, filter_hash as hash
          from mqtt_subscription join mqtt_session as session on session.id = session_id
          join application_directory as application using (application_row_id)
          join device_directory as device on device.id = session.client_id and device.deleted_at is null
          where application.id = $1 and qos > 0 and (session_id, filter_hash) > ($2, $3::bytea)
          order by session_id, filter_hash limit ${filterRows}`,
        parameters: [applicationId, ...after],
      });
      for (const { hash, ...row } of rows) {
        yield row;
        after = [row.sessionId, hash];
      }
      if (rows.length < filterRows) return;
    }
  }

  /** The first messages in a session's inbox, `inboxRows` at most. */
  async loadInbox(sessionId: string): Promise<InboxMessage[]> {
    const rows = await this.#database.query<Omit<InboxMessage, 'payload'> & { payload: Uint8Array }>({
      sql: `select number, topic, payload, qos from mqtt_inbox where session_id = $1 order by number limit ${inboxRows}`,
      parameters: [sessionId],
    });
    return rows.map((row) => ({ ...row, payload: Buffer.from(row.payload) }));
  }

  /** Those of the sessions that this server has whose inbox is not empty. */
  async findWaiting(): Promise<Held[]> {
    const ids = [...this.#holds.keys()];
    const waiting: Held[] = [];
    for (let start = 0; start < ids.length; start += sessionsPerLook) {
      const rows = await this.#database.query<{ id: string }>({
        sql: `select id from unnest($1::text[]) as held (id) where exists (select from mqtt_inbox where session_id = held.id)`,
        parameters: [ids.slice(start, start + sessionsPerLook)],
      });
      waiting.push(...rows.flatMap(({ id }) => this.#holds.get(id) ?? []));
    }
    return waiting;
  }

  /** Those of the clients, with the number of their CONNECT here, that have connected elsewhere since. */
  async findLost(clients: ReadonlyMap<string, number>): Promise<string[]> {
    const ids = [...clients.keys()];
    const lost: string[] = [];
    for (let start = 0; start < ids.length; start += sessionsPerLook) {
      const some = ids.slice(start, start + sessionsPerLook);
      const rows = await this.#database.query<{ id: string }>({
        sql: `select wanted.id from unnest($1::text[], $2::bigint[]) as wanted (id, generation)
          join mqtt_client as held on held.client_id = wanted.id and held.generation > wanted.generation`,
        parameters: [some, some.map((id) => clients.get(id))],
      });
      lost.push(...rows.map(({ id }) => id));
    }
    return lost;
  }
}
