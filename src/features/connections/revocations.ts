/** Far more than happen while one device connects. */
const maxRecent = 1000;

/** The applications in which access was taken away lately, so that a device that is just connecting can be asked again. */
export class Revocations {
  /** The application of each of the last ones, by number modulo the size. */
  readonly #recent: string[] = [];
  #count = 0;

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  add(applicationId: string): void {
    this.#recent[this.#count % maxRecent] = applicationId;
    this.#count += 1;
  }

  /** There may have been some in any application. */
  addAny(): void {
    this.#count += maxRecent + 1;
  }

  /** Whether there may have been one in the application since the count was `since`. */
  hasSince(since: number, applicationId: string): boolean {
    if (this.#count - since > maxRecent) return true;
    for (let number = since; number < this.#count; number += 1) {
      if (this.#recent[number % maxRecent] === applicationId) return true;
    }
    return false;
  }
}
