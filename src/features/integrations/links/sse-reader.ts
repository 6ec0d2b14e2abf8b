/** One event of an event stream. */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads a stream of Server-Sent Events (WHATWG HTML, 9.2.6) piece by piece: only `event` and `data`, which is what the
 * Particle cloud sends. Holds one unfinished event of at most `maxLength` characters.
 */
export class SseReader {
  readonly #maxLength: number;
  #rest = '';
  #event = '';
  #data: string[] = [];
  #length = 0;

  constructor({ maxLength }: { maxLength: number }) {
    this.#maxLength = maxLength;
  }

  /** The events that the text completes. @throws Error when one is too long */
  push(text: string): SseEvent[] {
    const events: SseEvent[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) events.push({ event: this.#event || 'message', data: this.#data.join('\n') });
        this.#event = '';
        this.#data = [];
        this.#length = 0;
        continue;
      }
      this.#take(line);
    }
    if (this.#length + this.#rest.length > this.#maxLength) throw new Error('an event is too long');
    return events;
  }

  #take(line: string): void {
    const colon = line.indexOf(':');
    // A comment keeps the connection alive and says nothing.
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') {
      this.#data.push(value);
      this.#length += value.length;
    }
  }
}
