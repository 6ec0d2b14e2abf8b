import { createParser } from 'eventsource-parser';

export interface ReceivedEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** Reads a stream of Server-Sent Events one by one, comments included (as event `comment`). */
export class EventReader {
  readonly #controller = new AbortController();
  readonly #events: ReceivedEvent[] = [];
  readonly #waiting: ((event: ReceivedEvent | undefined) => void)[] = [];
  #ended = false;

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const reader = new EventReader();
    const response = await fetch(url, { headers, signal: reader.#controller.signal });
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    const parser = createParser({
      onEvent: ({ event, id, data }) => reader.#push({ event: event ?? 'message', id, data: JSON.parse(data) }),
      onComment: (comment) => reader.#push({ event: 'comment', id: undefined, data: comment }),
    });
    void reader.#pump(response.body.pipeThrough(new TextDecoderStream()), (text) => parser.feed(text));
    return reader;
  }

  /** The next event of this kind, skipping others; undefined when the stream ends before one comes. */
  async next(kind: string): Promise<ReceivedEvent | undefined> {
    for (;;) {
      const event = this.#events.shift() ?? (this.#ended ? undefined : await this.#wait());
      if (event === undefined || event.event === kind) return event;
    }
  }

  /** The next event of any kind; undefined when the stream ends before one comes. */
  async any(): Promise<ReceivedEvent | undefined> {
    return this.#events.shift() ?? (this.#ended ? undefined : await this.#wait());
  }

  /** Forgets what has come and was not asked for yet. */
  skip(): void {
    this.#events.length = 0;
  }

  close(): void {
    this.#controller.abort();
  }

  async #pump(body: ReadableStream<string>, feed: (text: string) => void): Promise<void> {
    try {
      for await (const text of body) feed(text);
    } catch {
      // Aborted by us, or cut by the server: either way it has ended.
    }
    this.#ended = true;
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #wait(): Promise<ReceivedEvent | undefined> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #push(event: ReceivedEvent): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(event);
    else this.#events.push(event);
  }
}
