/** Reports of one commit: so many gather only where they come by the thousand in a second, or commits take long. */
const many = 40;
/**
 * Reports that are stored for each run that starts meanwhile. A run of five nodes takes about six times the processor time of a report
 * (bench/workflows.ts), so that reports have a little more than half of it, however fast the machine is.
 */
const reportsPerRun = 8;
/** Runs that start all the same: many reports in a commit do not say that the processor is busy where commits take long. */
const leastPerMs = 0.2;
/** Runs that may be made up for at once. */
const maxCredit = 500;
/** How long a commit may take until what waits for it goes on, and how soon the next one follows where many report. */
const commitMs = 200;
const gapMs = 50;

/**
 * Lets runs give way to reports that come faster than they can be stored (workflows.md, "8. Durability and isolation (ours)"): as long
 * as they do, only so many runs start as reports are stored. What waits is durable, and starts when there is room.
 */
export class RunPace {
  readonly #elapsed: () => number;
  /** Runs that may start, as of `at`. */
  #credit = { runs: 0, at: 0 };
  /** Of the clock `elapsed`: runs start freely from then on. */
  #until = Number.NEGATIVE_INFINITY;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** A commit of so many reports begins. */
  storing(reports: number): void {
    if (reports < many) return;
    // What was not held up has nothing to make up for.
    if (this.freeInMs === 0) this.#credit = { runs: 0, at: this.#elapsed() };
    this.#add(reports / reportsPerRun);
    this.#until = this.#elapsed() + commitMs;
  }

  /** A commit has ended. */
  stored(): void {
    this.#until = Math.min(this.#until, this.#elapsed() + gapMs);
  }

  /** Whether a run may start now. */
  get hasRoom(): boolean {
    if (this.freeInMs === 0) return true;
    this.#add(0);
    return this.#credit.runs >= 1;
  }

  /** Ms until runs start freely, should no further reports come. */
  get freeInMs(): number {
    return Math.max(this.#until - this.#elapsed(), 0);
  }

  /** A run has started. */
  started(): void {
    this.#credit.runs = Math.max(this.#credit.runs - 1, 0);
  }

  #add(runs: number): void {
    const at = this.#elapsed();
    const { runs: before, at: then } = this.#credit;
    this.#credit = { runs: Math.min(before + runs + (at - then) * leastPerMs, maxCredit), at };
  }
}
