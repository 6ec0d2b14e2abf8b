import { sql } from 'kysely';
import type { Bus } from '../bus/bus.ts';
import type { ClusterNode } from '../cluster/node-registry.ts';
import type { Database } from '../database/database.ts';
import { isDataError, sqlStateOf } from '../database/errors.ts';
import { GroupCommit } from '../database/group-commit.ts';
import { inTransaction } from '../database/transaction.ts';
import { InterestSummary } from './interest-summary.ts';

/** How long a prefix that nobody wants any more stays: a client that comes back within that time costs nothing. */
const lingerMs = 10_000;
/** SUBSCRIBEs that are told of in one transaction; and that wait, which is as many as CONNECTs are decided about at once. */
const maxBatch = 500;
const maxQueued = 5_000;
/** Of one announcement: below what PostgreSQL takes. */
const maxAnnouncedBytes = 5_000;
/** Rows of prefixes in one read; an application has 1,000 for each server. */
const pageRows = 5_000;

/** What has been said, and is to be said, of one application. */
interface State {
  readonly applicationId: string;
  readonly summary: InterestSummary;
  /** Under which name of this server. */
  node: string;
  written: Set<string>;
  wanted: Set<string>;
  unwanted: Set<string>;
}

interface Change {
  readonly state: State;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Tells the servers that share the database what the clients here have subscribed to, in rows, so that what nobody has
 * subscribed to elsewhere is not sent there (decision 0039). A SUBACK waits for it; that somebody has gone is told later.
 */
export class OwnInterest {
  readonly #database: Database;
  readonly #node: ClusterNode;
  readonly #bus: Bus;
  readonly #states = new Map<string, State>();
  readonly #writer: GroupCommit<State>;
  #sweeping: NodeJS.Timeout | undefined;

  constructor(options: {
    database: Database;
    node: ClusterNode;
    bus: Bus;
    /** Resolves when this server hears what is sent to it under the name. */
    whenHearing: (node: string) => Promise<void>;
  }) {
    this.#database = options.database;
    this.#node = options.node;
    this.#bus = options.bus;
    this.#writer = new GroupCommit<State>({
      maxBatch,
      maxQueued,
      // One at a time: what is added must not overtake what is removed.
      concurrency: 1,
      isItemError: (error) => isDataError(error) || sqlStateOf(error) === '23503',
      commit: async (states) => {
        await options.whenHearing(this.#node.id);
        await this.#write([...new Set(states)]);
      },
    });
  }

  add(applicationId: string, filter: string): void {
    this.#state(applicationId).summary.add(filter);
  }

  remove(applicationId: string, filter: string): void {
    const state = this.#state(applicationId);
    state.summary.remove(filter);
    this.#take(state);
    if (state.unwanted.size > 0) this.#sweepSoon();
  }

  /**
   * Resolves when the other servers know of all filters that have been added, or will before they hear of anything that
   * happens from then on; undefined: they do. Rejects when they cannot be told.
   */
  settled(applicationId: string): Promise<void> | undefined {
    const state = this.#states.get(applicationId);
    if (!state) return undefined;
    this.#take(state);
    return state.wanted.size > 0 ? this.#writer.add(state) : undefined;
  }

  /** Reads what all servers have said of an application, this one too. */
  async *load(applicationId: string): AsyncGenerator<{ node: string; prefix: string }> {
    let after = ['', ''];
    for (;;) {
      const rows = await this.#database.query<{ node: string; prefix: string }>({
        sql: `select connected_node as node, prefix from mqtt_interest
          join application_directory as application using (application_row_id)
          where application.id = $1 and (connected_node, prefix) > ($2, $3) order by connected_node, prefix limit ${pageRows}`,
        parameters: [applicationId, ...after],
      });
      for (const { node, prefix } of rows) after = [node, prefix];
      yield* rows;
      if (rows.length < pageRows) return;
    }
  }

  /** What a server that has died has said is no longer so. */
  async forget(node: string): Promise<void> {
    await inTransaction(this.#database, async (tx) => {
      await sql`select require_node(${this.#node.id})`.execute(tx);
      await sql`delete from mqtt_interest where connected_node = ${node}`.execute(tx);
      this.#bus.announce(tx, 'node.gone', { node });
    });
  }

  /** Tells nothing more. */
  stop(): void {
    clearTimeout(this.#sweeping);
  }

  #state(applicationId: string): State {
    let state = this.#states.get(applicationId);
    if (!state) {
      const sets = { written: new Set<string>(), wanted: new Set<string>(), unwanted: new Set<string>() };
      state = { applicationId, summary: new InterestSummary(), node: this.#node.id, ...sets };
      this.#states.set(applicationId, state);
    }
    return state;
  }

  /** Takes in what has become of the summary since. */
  #take(state: State): void {
    if (state.node !== this.#node.id) {
      // What was said under the former name has gone with it.
      state.node = this.#node.id;
      state.written = new Set();
      state.unwanted = new Set();
      state.wanted = new Set(state.summary.prefixes);
      state.summary.takeTouched();
      return;
    }
    for (const prefix of state.summary.takeTouched()) {
      const isWanted = state.summary.has(prefix);
      if (!isWanted) state.wanted.delete(prefix);
      else if (!state.written.has(prefix)) state.wanted.add(prefix);
      if (isWanted) state.unwanted.delete(prefix);
      else if (state.written.has(prefix)) state.unwanted.add(prefix);
    }
  }

  #sweepSoon(): void {
    this.#sweeping ??= setTimeout(() => {
      this.#sweeping = undefined;
      for (const [applicationId, state] of this.#states) {
        this.#take(state);
        // What could not be told is told the next time.
        if (state.unwanted.size > 0) this.#writer.add(state).catch(() => this.#sweepSoon());
        else if (state.written.size === 0 && state.wanted.size === 0 && state.summary.isEmpty) {
          this.#states.delete(applicationId);
        }
      }
    }, lingerMs).unref();
  }

  async #write(states: readonly State[]): Promise<void> {
    const node = this.#node.id;
    const changes: Change[] = [];
    for (const state of states) {
      this.#take(state);
      // Anew, as soon as somebody subscribes: it is not written while it is being removed.
      const removed = [...state.unwanted];
      for (const prefix of removed) state.written.delete(prefix);
      if (state.wanted.size + removed.length > 0) changes.push({ state, added: [...state.wanted], removed });
    }
    if (changes.length === 0) return;
    await inTransaction(this.#database, async (tx) => {
      await sql`select require_node(${node})`.execute(tx);
      const [gone, come] = [listOf(changes, 'removed'), listOf(changes, 'added')];
      if (gone.prefixes.length > 0) {
        await sql`delete from mqtt_interest using unnest(${gone.applications}::text[], ${gone.prefixes}::text[]) as gone (id, prefix)
          join application_directory as application using (id)
          where mqtt_interest.application_row_id = application.application_row_id and mqtt_interest.prefix = gone.prefix
            and connected_node = ${node}`.execute(tx);
      }
      if (come.prefixes.length > 0) {
        await sql`insert into mqtt_interest (connected_node, application_row_id, prefix)
          select ${node}::text, application_row_id, come.prefix
          from unnest(${come.applications}::text[], ${come.prefixes}::text[]) as come (id, prefix)
          join application_directory using (id) on conflict do nothing`.execute(tx);
      }
      for (const { state, added, removed } of changes) {
        const { applicationId } = state;
        for (const part of portionsOf(removed)) {
          this.#bus.announce(tx, 'interest.changed', { applicationId, node, added: [], removed: part });
        }
        for (const part of portionsOf(added)) {
          this.#bus.announce(tx, 'interest.changed', { applicationId, node, added: part, removed: [] });
        }
      }
    });
    for (const { state, added, removed } of changes) {
      if (state.node !== node) continue;
      for (const prefix of removed) if (!state.written.has(prefix)) state.unwanted.delete(prefix);
      for (const prefix of added) {
        state.wanted.delete(prefix);
        state.written.add(prefix);
        if (!state.summary.has(prefix)) state.unwanted.add(prefix);
      }
      if (state.unwanted.size > 0) this.#sweepSoon();
    }
  }
}

function listOf(
  changes: readonly Change[],
  which: 'added' | 'removed',
): { applications: string[]; prefixes: string[] } {
  const rows = changes.flatMap((change) =>
    change[which].map((prefix) => [change.state.applicationId, prefix] as const),
  );
  return { applications: rows.map(([id]) => id), prefixes: rows.map(([, prefix]) => prefix) };
}

function* portionsOf(prefixes: readonly string[]): Generator<string[]> {
  let portion: string[] = [];
  let bytes = 0;
  for (const prefix of prefixes) {
    const own = Buffer.byteLength(JSON.stringify(prefix)) + 1;
    if (bytes + own > maxAnnouncedBytes && portion.length > 0) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(prefix);
    bytes += own;
  }
  if (portion.length > 0) yield portion;
}
