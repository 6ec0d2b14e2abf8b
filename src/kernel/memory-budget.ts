export interface MemoryBudgetOptions {
  /** Bytes for all owners together. */
  readonly total: number;
  /** Bytes for one owner, however little the others use. */
  readonly perOwner: number;
  /** Told, at most once a minute for each owner, that something of the owner's was turned away. */
  readonly onRefused?: (owner: string) => void;
  readonly now?: () => number;
}

/** What one owner holds of a budget. */
export interface MemoryAccount {
  /** Takes the bytes, or returns false when there is no room for them. */
  take(bytes: number): boolean;
  /** Takes the bytes whether there is room or not: for what is there already. */
  force(bytes: number): void;
  give(bytes: number): void;
}

const quietMs = 60_000;

/**
 * Memory that many owners share. When all together are at the bound, whoever holds more than an equal share is refused, and
 * the others are not: the greediest pays. All together can thus hold up to twice the total; beyond that nobody gets more.
 */
export class MemoryBudget {
  readonly #options: MemoryBudgetOptions;
  readonly #owners = new Map<string, number>();
  readonly #told = new Map<string, number>();
  #used = 0;

  constructor(options: MemoryBudgetOptions) {
    this.#options = options;
  }

  /** Bytes that all owners hold. */
  get used(): number {
    return this.#used;
  }

  open(owner: string): MemoryAccount {
    return {
      take: (bytes) => {
        const { total, perOwner } = this.#options;
        const own = this.#owners.get(owner) ?? 0;
        const isFull = this.#used + bytes > total;
        const share = total / (this.#owners.size + (own === 0 ? 1 : 0));
        const isOverfull = this.#used + bytes > 2 * total;
        if (own + bytes > perOwner || isOverfull || (isFull && own + bytes > share)) {
          this.#refuse(owner);
          return false;
        }
        this.#add(owner, bytes);
        return true;
      },
      force: (bytes) => this.#add(owner, bytes),
      give: (bytes) => this.#add(owner, -bytes),
    };
  }

  #add(owner: string, bytes: number): void {
    const own = (this.#owners.get(owner) ?? 0) + bytes;
    this.#used += bytes;
    if (own > 0) this.#owners.set(owner, own);
    else this.#owners.delete(owner);
  }

  #refuse(owner: string): void {
    const { onRefused, now = () => performance.now() } = this.#options;
    const last = this.#told.get(owner);
    if (!onRefused || (last !== undefined && now() - last < quietMs)) return;
    if (this.#told.size >= 1000) this.#told.clear();
    this.#told.set(owner, now());
    onRefused(owner);
  }
}
