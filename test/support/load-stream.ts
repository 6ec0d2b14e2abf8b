import { setTimeout as sleep } from 'node:timers/promises';
import { EventReader } from './event-reader.ts';

/** Reads the state stream of a device of a load as a browser does: it comes back with the last id that it has seen. */
export class LoadStream {
  /** Numbers of the states that it was told. */
  readonly told = new Set<number>();
  /** What it was told twice. */
  readonly doubled: string[] = [];
  gaps = 0;
  reconnects = 0;
  readonly #url: string;
  readonly #token: string;
  #reader: EventReader | undefined;
  #lastEventId: string | undefined;
  #isOver = false;
  #reading: Promise<void> | undefined;

  private constructor({ url, token }: { url: string; token: string }) {
    this.#url = url;
    this.#token = token;
  }

  /** Opens it, and reads from then on. */
  static async open(options: { url: string; token: string }): Promise<LoadStream> {
    const stream = new LoadStream(options);
    await stream.#open();
    stream.#reading = stream.#read();
    return stream;
  }

  /** Whether it was told of all of them, or of a gap. */
  accountsFor(states: Iterable<number>): boolean {
    return this.gaps > 0 || [...states].every((each) => this.told.has(each));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    this.#reader?.close();
    await this.#reading;
  }

  async #open(): Promise<void> {
    this.#reader = await EventReader.open(this.#url, {
      Authorization: `Bearer ${this.#token}`,
      ...(this.#lastEventId === undefined ? {} : { 'Last-Event-ID': this.#lastEventId }),
    });
  }

  async #read(): Promise<void> {
    while (!this.#isOver) {
      const event = await this.#reader?.any();
      if (event === undefined) {
        if (this.#isOver) return;
        this.reconnects += 1;
        await this.#open().catch(() => sleep(100));
        continue;
      }
      if (event.event === 'gap') this.gaps += 1;
      if (event.event !== 'deviceState') continue;
      if (event.id !== undefined) this.#lastEventId = event.id;
      const { sequence } = (event.data as { data: { sequence: number } }).data;
      if (this.told.has(sequence)) this.doubled.push(`streamed ${sequence}`);
      this.told.add(sequence);
    }
  }
}
