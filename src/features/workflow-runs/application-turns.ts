import type { Database } from '../../platform/database/database.ts';
import { endLeases, findWaiting, leaveTurns, renewTurns, takeTurns } from './occurrence-store.ts';

/** Applications that are found at a time. */
const maxFound = 100;

/** The applications whose occurrences this server works off: one server at a time each, for as long as it renews its lease. */
export class ApplicationTurns {
  readonly #database: Database;
  readonly #owner = crypto.randomUUID();
  readonly #taken = new Set<number>();
  #cursor = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What `takeRows` is asked with. */
  get owner(): string {
    return this.#owner;
  }

  get isEmpty(): boolean {
    return this.#taken.size === 0;
  }

  /** Ends what a server before has left, where there is no other one. */
  async start(): Promise<void> {
    if (this.#database.isExclusive) await endLeases(this.#database);
  }

  /** Applications in which something waits that nobody else works off: the next ones each time, until all have been found. */
  async findWaiting(): Promise<number[]> {
    const question = { owner: this.#owner, after: this.#cursor, limit: maxFound };
    const found = await findWaiting(this.#database, question);
    this.#cursor = found.length < maxFound ? 0 : (found.at(-1) ?? 0);
    return found;
  }

  /** Takes those that nobody has; returns which of them are this server's. */
  async take(applicationRowIds: ReadonlySet<number>): Promise<number[]> {
    const missing = [...applicationRowIds].filter((id) => !this.#taken.has(id));
    if (missing.length > 0) {
      for (const id of await takeTurns(this.#database, this.#owner, missing)) this.#taken.add(id);
    }
    return [...applicationRowIds].filter((id) => this.#taken.has(id));
  }

  /** Keeps the leases alive; returns those that another server has taken meanwhile, and those that are still this one's. */
  async renew(): Promise<{ lost: number[]; kept: number[] }> {
    const still = new Set(await renewTurns(this.#database, this.#owner));
    const lost = [...this.#taken].filter((id) => !still.has(id));
    for (const id of lost) this.#taken.delete(id);
    return { lost, kept: [...still] };
  }

  /** Gives some back. */
  async leave(applicationRowIds: readonly number[]): Promise<void> {
    if (applicationRowIds.length === 0) return;
    for (const id of applicationRowIds) this.#taken.delete(id);
    await leaveTurns(this.#database, this.#owner, applicationRowIds);
  }

  /** Gives all back. */
  async stop(): Promise<void> {
    await leaveTurns(this.#database, this.#owner);
  }
}
