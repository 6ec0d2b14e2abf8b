/** How much is done at once of what may be light or heavy: by how long the last step took. */
export class StepSize {
  readonly #fewest: number;
  readonly #most: number;
  readonly #longMs: number;
  #count: number;

  /**
   * @param options.fewest items of a step, however long they take; the first one's, because nobody knows yet how heavy they are
   * @param options.most items of a step
   * @param options.longMs a step that takes longer is followed by one of half as many items; below a third of it, by one of twice as many
   */
  constructor({ fewest, most, longMs }: { readonly fewest: number; readonly most: number; readonly longMs: number }) {
    this.#fewest = fewest;
    this.#most = most;
    this.#longMs = longMs;
    this.#count = fewest;
  }

  /** Items of the next step. */
  get count(): number {
    return this.#count;
  }

  /** @param ms how long a step took, without its wait for others */
  took(ms: number): void {
    if (ms > this.#longMs) this.#count = Math.max(this.#fewest, this.#count >> 1);
    else if (ms < this.#longMs / 3) this.#count = Math.min(this.#most, this.#count * 2);
  }
}
