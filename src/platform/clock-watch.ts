/** How often the two clocks are compared. */
const everyMs = 10_000;
/** What NTP corrects at once, and a busy process's timers are late, is less. */
const toleranceMs = 5_000;
/** A clock that was put ahead by so much is not believed, where that would remove something for good, until so long has passed. */
const doubtfulMs = 3_600_000;
const doubtMs = 24 * 3_600_000;

/**
 * Says in the log when the machine's clock was put ahead or back: times that devices report, days that are archived and
 * tokens that expire go by it. What limits how much may happen in a time does not.
 */
export class ClockWatch {
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #logger: { warn(fields: object, message: string): void };
  #timer: NodeJS.Timeout | undefined;
  #offset = 0;
  /** How far ahead the clock was put and not back since, and until when that is in doubt, by `elapsed`. */
  #aheadMs = 0;
  #doubtUntil = 0;

  /** @param options.elapsed ms that have passed, whatever the clock says */
  constructor(options: {
    now: () => number;
    elapsed: () => number;
    logger: { warn(fields: object, message: string): void };
  }) {
    this.#now = options.now;
    this.#elapsed = options.elapsed;
    this.#logger = options.logger;
  }

  start(): void {
    this.#offset = this.#now() - this.#elapsed();
    this.#timer = setInterval(() => this.check(), everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Whether what is too old by the clock may be removed for good. Not for a day after the clock was put ahead, in which somebody
   * can put it right: a machine whose clock says 2099 would else lose everything that is kept for a time.
   */
  mayRemoveByAge(): boolean {
    this.check();
    return this.#aheadMs < doubtfulMs || this.#elapsed() >= this.#doubtUntil;
  }

  /** Compares now. */
  check(): void {
    const offset = this.#now() - this.#elapsed();
    const jumpMs = Math.round(offset - this.#offset);
    this.#offset = offset;
    if (Math.abs(jumpMs) <= toleranceMs) return;
    if (this.#elapsed() >= this.#doubtUntil) this.#aheadMs = 0;
    this.#aheadMs = Math.max(0, this.#aheadMs + jumpMs);
    if (jumpMs > 0) this.#doubtUntil = this.#elapsed() + doubtMs;
    const how = jumpMs > 0 ? 'ahead' : 'back';
    const waits =
      this.#aheadMs < doubtfulMs ? '' : '; nothing is removed by its age for a day, or until it is put right';
    this.#logger.warn({ jumpMs }, `the clock of this machine was put ${how} by ${Math.abs(jumpMs) / 1000} s${waits}`);
  }
}
