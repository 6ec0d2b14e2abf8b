/** Of one statement, so that its text and its plan stay small. */
const mostAtOnce = 500;

interface Wanted<Row> {
  readonly promise: Promise<Row | undefined>;
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rows that many ask for at the same moment, read by one statement. It is put only after everybody who has just been told of a change has asked,
 * so that no row is older than the change.
 */
export class SharedReads<Row> {
  readonly #read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Row>>;
  #wanted = new Map<string, Wanted<Row>>();

  constructor(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Row>>) {
    this.#read = read;
  }

  /** The row as it is now; undefined when there is none. */
  find(id: string): Promise<Row | undefined> {
    const known = this.#wanted.get(id);
    if (known) return known.promise;
    const wanted = Promise.withResolvers<Row | undefined>();
    this.#wanted.set(id, wanted);
    if (this.#wanted.size === 1) setImmediate(() => this.#readAll());
    return wanted.promise;
  }

  #readAll(): void {
    const all = [...this.#wanted];
    this.#wanted = new Map();
    for (let from = 0; from < all.length; from += mostAtOnce) void this.#readSome(all.slice(from, from + mostAtOnce));
  }

  async #readSome(some: readonly (readonly [string, Wanted<Row>])[]): Promise<void> {
    try {
      const rows = await this.#read(some.map(([id]) => id));
      for (const [id, { resolve }] of some) resolve(rows.get(id));
    } catch (error) {
      for (const [, { reject }] of some) reject(error);
    }
  }
}
