/** Events that one window holds, as the budget sees it. */
export interface BudgetedWindow {
  bytes: number;
  /** Forgets the oldest events until it holds at most so many bytes. */
  shrink(bytes: number): void;
}

/** All windows of one application, and of all applications: recent events are a comfort, not a record. */
const maxOwnerBytes = 16 * 1024 * 1024;
const maxTotalBytes = 64 * 1024 * 1024;

/**
 * What the replay windows of one server may hold together. Beyond it the application that holds most forgets the oldest of
 * its largest window; a reader that returns for what is forgotten is told of a `gap`.
 */
export class ReplayBudget {
  readonly #maxOwner: number;
  readonly #maxTotal: number;
  readonly #owners = new Map<string, { bytes: number; windows: Set<BudgetedWindow> }>();
  #bytes = 0;

  constructor(options: { maxOwnerBytes?: number; maxTotalBytes?: number } = {}) {
    this.#maxOwner = options.maxOwnerBytes ?? maxOwnerBytes;
    this.#maxTotal = options.maxTotalBytes ?? maxTotalBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  join(owner: string, window: BudgetedWindow): void {
    const known = this.#owners.get(owner) ?? { bytes: 0, windows: new Set() };
    known.windows.add(window);
    this.#owners.set(owner, known);
  }

  leave(owner: string, window: BudgetedWindow): void {
    const known = this.#owners.get(owner);
    if (!known?.windows.delete(window)) return;
    known.bytes -= window.bytes;
    this.#bytes -= window.bytes;
    if (known.windows.size === 0) this.#owners.delete(owner);
  }

  /** The window has grown, or shrunk, by so many bytes. */
  changed(owner: string, bytes: number): void {
    const known = this.#owners.get(owner);
    if (!known) return;
    known.bytes += bytes;
    this.#bytes += bytes;
    if (bytes <= 0) return;
    if (known.bytes > this.#maxOwner) this.#shrink(known, this.#maxOwner * 0.9);
    while (this.#bytes > this.#maxTotal) {
      const greediest = [...this.#owners.values()].reduce((most, each) => (each.bytes > most.bytes ? each : most));
      this.#shrink(greediest, greediest.bytes - this.#maxTotal * 0.1);
    }
  }

  /** Takes from the largest windows until the owner holds at most so many bytes; `changed` is told by the windows. */
  #shrink(owner: { bytes: number; windows: Set<BudgetedWindow> }, bytes: number): void {
    const largestFirst = [...owner.windows].sort((a, b) => b.bytes - a.bytes);
    for (const window of largestFirst) {
      if (owner.bytes <= bytes) return;
      window.shrink(Math.max(0, window.bytes - (owner.bytes - bytes)));
    }
  }
}

/** Of this process: it is the process's memory that is shared out. */
export const replayBudget = new ReplayBudget();
