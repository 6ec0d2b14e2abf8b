const dayMs = 86_400_000;

function digits(length: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_text, number) => String(number).padStart(length, '0'));
}

const twoDigits = digits(2, 60);
const threeDigits = digits(3, 1000);

/**
 * Writes times as `Date.prototype.toISOString` does, at a quarter of its cost when many lie on the same day: series are
 * mostly times.
 */
export class TimeWriter {
  #day = Number.NaN;
  /** The date up to and with its "T". */
  #date = '';

  /** @param time whole ms since the epoch, on a day that a `Date` can hold; throws RangeError otherwise */
  write(time: number): string {
    const day = Math.floor(time / dayMs);
    if (day !== this.#day) {
      this.#date = new Date(time).toISOString().slice(0, -'00:00:00.000Z'.length);
      this.#day = day;
    }
    const ms = time - day * dayMs;
    const seconds = Math.floor(ms / 1000);
    const minutes = Math.floor(seconds / 60);
    const clock = `${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}`;
    return `${this.#date}${clock}.${threeDigits[ms % 1000]}Z`;
  }
}
