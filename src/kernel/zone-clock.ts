const secondMs = 1000;
const dayMs = 86_400_000;
/** Zones whose formatter is kept; there are some 600 names. */
const maxZones = 1000;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What clocks of a time zone show, as epoch ms of a UTC clock that shows the same. Zones are within a day of UTC, and change their
 * clocks at most once in two days.
 */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(zone: string) {
    let format = formats.get(zone);
    if (!format) {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
      if (formats.size >= maxZones) formats.clear();
      formats.set(zone, format);
    }
    this.#format = format;
  }

  /** What the clock shows, to the second. */
  wallOf(instant: number): number {
    const parts: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /** When the clock first shows a time; where it skips it, when it has jumped. */
  instantOf(wall: number): number {
    const before = this.#offsetAt(wall - dayMs);
    const after = this.#offsetAt(wall + dayMs);
    if (before === after) return wall - before;
    const early = wall - Math.max(before, after);
    const late = wall - Math.min(before, after);
    if (this.wallOf(early) === wall) return early;
    if (this.wallOf(late) === wall) return late;
    return this.changeBetween(early, late) ?? late;
  }

  #offsetAt(instant: number): number {
    return this.wallOf(instant) - instant;
  }

  /**
   * When the clock is changed in a span of at most two days; undefined when it is not.
   *
   * @param from epoch ms of a whole second, as `to`
   */
  changeBetween(from: number, to: number): number | undefined {
    const offset = this.#offsetAt(from);
    if (this.#offsetAt(to) === offset) return undefined;
    let [low, high] = [from, to];
    while (high - low > secondMs) {
      const middle = low + Math.floor((high - low) / 2 / secondMs) * secondMs;
      if (this.#offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }
}
