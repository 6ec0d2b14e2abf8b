import { decodePayload, encodePayload } from '../../../platform/language/index.ts';
import type { FlowSource } from '../interpreter/program.ts';
import type { FromWorker, RunOrder, ToWorker } from './protocol.ts';

/** Characters of one post, about; a message that is longer goes alone. What is posted is copied while both threads wait. */
const maxCharacters = 1024 * 1024;

/**
 * What goes between the threads is JSON text, many messages in one: a structured clone of the same objects takes several times as
 * long, and loses big numbers.
 */
export function encodeMessage(message: ToWorker | FromWorker): string {
  return encodePayload(message);
}

/** As `encodeMessage`, of a run whose payload is a text of `encodePayload` already. */
export function encodeOrder(
  order: Omit<RunOrder, 'payload' | 'source'>,
  payload: string,
  source: FlowSource | undefined,
): string {
  const sourcePart = source ? `,"source":${encodePayload(source)}` : '';
  return `{"kind":"run","order":${JSON.stringify(order).slice(0, -1)}${sourcePart},"payload":${payload}}}`;
}

/** Gathers encoded messages and posts them together, in their order, when `later` says. */
export class Outbox {
  readonly #post: (text: string) => void;
  readonly #later: (flush: () => void) => void;
  #waiting: string[] = [];

  constructor(options: { post: (text: string) => void; later: (flush: () => void) => void }) {
    this.#post = options.post;
    this.#later = options.later;
  }

  add(message: string): void {
    this.#waiting.push(message);
    if (this.#waiting.length === 1) this.#later(() => this.#flush());
  }

  /** Forgets what has not been posted. */
  clear(): void {
    this.#waiting = [];
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let from = 0;
    let characters = 0;
    for (const [index, message] of waiting.entries()) {
      if (index > from && characters + message.length > maxCharacters) {
        this.#post(`[${waiting.slice(from, index).join()}]`);
        from = index;
        characters = 0;
      }
      characters += message.length;
    }
    if (waiting.length > from) this.#post(`[${waiting.slice(from).join()}]`);
  }
}

/** The messages of one post. */
export function decodeMessages<Message extends ToWorker | FromWorker>(text: string): readonly Message[] {
  return decodePayload(text) as Message[];
}
