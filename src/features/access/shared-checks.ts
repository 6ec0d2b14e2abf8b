/**
 * Questions that many ask at the same moment, asked once. The question is put only after everybody who has just been told of
 * a change has asked, so that no result is older than the change.
 */
export class SharedChecks {
  readonly #open = new Map<string, Promise<boolean>>();

  ask(key: string, question: () => Promise<boolean>): Promise<boolean> {
    const open = this.#open.get(key);
    if (open) return open;
    const asked = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#open.delete(key);
      return question();
    });
    this.#open.set(key, asked);
    return asked;
  }
}
