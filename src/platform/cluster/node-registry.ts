import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Database, DatabaseLogger, Statement } from '../database/database.ts';
import { sqlStateOf } from '../database/errors.ts';

/** By the database's clock: others act when this has passed without a renewal. */
const leaseSeconds = 15;
const renewMs = 5_000;
/** By this process's clock: it stops before others act. */
const patienceMs = 10_000;
/** What is done for a dead node may take this long until another one may try. */
const successionSeconds = 60;

const countNodes = 'select count(*)::int from node where lease_until > clock_timestamp()';

/** Does for a node that has died what is to be done for it; may be called again for the same one. */
export type Successor = (nodeId: string) => Promise<void>;

/** This server among those that share its database. */
export interface ClusterNode {
  /** Its present name; after its lease was lost it goes on under another one. */
  readonly id: string;
  /** Whether it may serve. */
  readonly isHeld: boolean;
  /** How many have a lease, this server too, as it was when it last renewed its own; for what all of them share in parts. */
  readonly count: number;
  /** Calls back whenever the lease is lost: what rests on it must end, for others see to it. To be called before the start. */
  onLost(listener: () => void): void;
  /** Has something done when another node has died. To be called before the start. */
  onDeath(successor: Successor): void;
  /** Whether this server has been there longest of those that have a lease: for what one of them is to do. */
  isFirst(): Promise<boolean>;
  /** Fails the transaction that it is part of, unless `nodeId` has its lease. */
  guard(nodeId: string): Statement;
  /** The servers that have a lease, this one too. Rejects when the database cannot be reached. */
  findAll(): Promise<string[]>;
}

/** Whether a failure is that of `ClusterNode.guard`. */
export function isNodeLost(error: unknown): boolean {
  return sqlStateOf(error) === 'SB001';
}

/**
 * Servers that share a database, as rows with a lease by the database's clock. The one that this server is renews its lease
 * every 5 s; without a renewal for 10 s it stops to serve (`onLost`), and once the database lets it, it goes on under
 * another name. What a node that has died leaves behind is seen to by one of the others.
 */
export class NodeRegistry implements ClusterNode {
  readonly #database: Database;
  readonly #logger: DatabaseLogger;
  readonly #elapsed: () => number;
  readonly #mayTakeOver: () => boolean;
  readonly #lossListeners: (() => void)[] = [];
  readonly #successors: Successor[] = [];
  #id = newId();
  #isHeld = false;
  #count = 1;
  /** The name under which the lease was lost: kept until that is seen to, however often coming back fails. */
  #former: string | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #succeeding: Promise<void> | undefined;
  #isStopped = false;
  /** Nodes whose end this one has seen to. */
  succeeded = 0;

  constructor(options: {
    database: Database;
    logger: DatabaseLogger;
    elapsed: () => number;
    /** Whether this server is far enough to see to what others have left. */
    mayTakeOver: () => boolean;
  }) {
    this.#database = options.database;
    this.#logger = options.logger;
    this.#elapsed = options.elapsed;
    this.#mayTakeOver = options.mayTakeOver;
  }

  get id(): string {
    return this.#id;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  get count(): number {
    return this.#count;
  }

  guard(nodeId: string): Statement {
    return { sql: 'select require_node($1)', parameters: [nodeId] };
  }

  async isFirst(): Promise<boolean> {
    if (!this.#isHeld) return false;
    const [first] = await this.#database.query<{ id: string }>({
      sql: 'select id from node where lease_until > clock_timestamp() order by started_at, id limit 1',
    });
    return first?.id === this.#id;
  }

  async findAll(): Promise<string[]> {
    const sql = 'select id from node where lease_until > clock_timestamp()';
    return (await this.#database.query<{ id: string }>({ sql })).map(({ id }) => id);
  }

  onLost(listener: () => void): void {
    this.#lossListeners.push(listener);
  }

  onDeath(successor: Successor): void {
    this.#successors.push(successor);
  }

  /** Takes a lease. Rejects when the database cannot be reached. */
  async start(): Promise<void> {
    await this.#register();
    this.#isHeld = true;
    this.#timer = setInterval(() => this.#tick(), renewMs / 5);
    this.#timer.unref();
  }

  /** Gives the lease back: what this node has not seen to itself, others see to at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await Promise.all([this.#renewing, this.#succeeding]);
    const sql = 'update node set lease_until = clock_timestamp() where id = $1';
    // Where the database is away the lease runs out by itself.
    if (this.#isHeld) await this.#database.query({ sql, parameters: [this.#id] }).catch(() => undefined);
    this.#isHeld = false;
  }

  #tick(): void {
    if (this.#isHeld && this.#elapsed() - this.#renewedAt > patienceMs) this.#lose();
    if (this.#isHeld && this.#elapsed() - this.#renewedAt < renewMs) return;
    this.#renewing ??= this.#renew()
      .catch((error) => this.#logger.warn({ err: error }, 'the lease of this server could not be renewed'))
      .finally(() => {
        this.#renewing = undefined;
      });
  }

  async #renew(): Promise<void> {
    if (!this.#isHeld) return this.#return();
    const asked = this.#elapsed();
    // As a batch, whose turn is the next: ten thousand clients that connect at once ask the database more than it does in ten
    // seconds, and would lose a lease that waits behind their questions.
    const [[renewed] = []] = (await this.#database.batch([
      {
        sql: `update node set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
          where id = $1 and lease_until > clock_timestamp() returning (${countNodes})`,
        parameters: [this.#id],
      },
    ])) as { count: number }[][];
    // From when it was asked: the answer may have taken its time.
    if (renewed) {
      this.#renewedAt = asked;
      this.#count = renewed.count;
    } else this.#lose();
    if (this.#isHeld && this.#mayTakeOver()) this.#succeed();
  }

  /**
   * Under another name; what it had under the former one, and nobody has seen to yet, it sees to before it serves. Locks the row `for
   * update`, as every successor does: that waits for the transactions that rest on the former lease (`require_node`).
   */
  async #return(): Promise<void> {
    this.#id = newId();
    await this.#register();
    const [left] = await this.#database.query<{ id: string }>({
      sql: `update node set lease_until = least(lease_until, clock_timestamp()), successor = $1,
          succession_until = clock_timestamp() + make_interval(secs => ${successionSeconds})
        where id = (select id from node
          where id = $2 and (succession_until is null or succession_until <= clock_timestamp()) for update) returning id`,
      parameters: [this.#id, this.#former],
    });
    if (left) await this.#succeedTo(left.id);
    this.#former = undefined;
    if (this.#isStopped) return;
    this.#isHeld = true;
    this.#logger.warn({ node: this.#id }, 'this server has a lease again, and serves');
  }

  async #register(): Promise<void> {
    const asked = this.#elapsed();
    const [made] = await this.#database.query<{ count: number }>({
      sql: `insert into node (id, lease_until) values ($1, clock_timestamp() + make_interval(secs => ${leaseSeconds}))
        returning (${countNodes})`,
      parameters: [this.#id],
    });
    this.#renewedAt = asked;
    // The statement does not see its own row.
    this.#count = (made?.count ?? 0) + 1;
  }

  #lose(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#former = this.#id;
    this.#logger.warn({ node: this.#id }, 'the lease of this server was lost: it stops to serve');
    for (const listener of this.#lossListeners) listener();
  }

  #succeed(): void {
    this.#succeeding ??= this.#succeedAll()
      .catch((error) => this.#logger.warn({ err: error }, 'what a dead server has left could not be seen to'))
      .finally(() => {
        this.#succeeding = undefined;
      });
  }

  async #succeedAll(): Promise<void> {
    while (!this.#isStopped && this.#isHeld) {
      const [dead] = await this.#database.query<{ id: string }>({
        sql: `update node set successor = $1, succession_until = clock_timestamp() + make_interval(secs => ${successionSeconds})
          where id = (select id from node where lease_until <= clock_timestamp()
            and (succession_until is null or succession_until <= clock_timestamp() or successor = $1)
            order by lease_until limit 1 for update skip locked) returning id`,
        parameters: [this.#id],
      });
      if (!dead) return;
      await this.#succeedTo(dead.id);
    }
  }

  async #succeedTo(dead: string): Promise<void> {
    for (const successor of this.#successors) await successor(dead);
    await this.#database.query({
      sql: 'delete from node where id = $1 and successor = $2',
      parameters: [dead, this.#id],
    });
    this.succeeded += 1;
  }
}

/** For callers while the lease is lost. */
export function notServing(): AppError {
  return new AppError('Unavailable', 'This server has lost touch with its database; another one may serve', {
    retryAfter: 5,
  });
}
