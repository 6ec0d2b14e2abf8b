/** How often the two clocks are compared. */
const everyMs = 10_000;
/** What NTP corrects at once, and a busy process's timers are late, is less. */
const toleranceMs = 5_000;

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

  /** Compares now. */
  check(): void {
    const offset = this.#now() - this.#elapsed();
    const jumpMs = Math.round(offset - this.#offset);
    this.#offset = offset;
    if (Math.abs(jumpMs) <= toleranceMs) return;
    const how = jumpMs > 0 ? 'ahead' : 'back';
    this.#logger.warn({ jumpMs }, `the clock of this machine was put ${how} by ${Math.abs(jumpMs) / 1000} s`);
  }
}
