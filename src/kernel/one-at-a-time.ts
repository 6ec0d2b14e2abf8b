/** Lets what is done with one and the same thing be done one after the other, as far as this process does it. */
export class OneAtATime<Key> {
  /** The end of each line; a thing that nobody stands in line for has none. */
  readonly #lines = new Map<Key, Promise<void>>();

  /** Does the work once all that was asked for before is done, whatever came of it; returns or throws what the work does. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const done = (this.#lines.get(key) ?? Promise.resolve()).then(work);
    const line = done.then(nothing, nothing);
    this.#lines.set(key, line);
    try {
      return await done;
    } finally {
      if (this.#lines.get(key) === line) this.#lines.delete(key);
    }
  }
}

function nothing(): void {
  // The next one does not care.
}
