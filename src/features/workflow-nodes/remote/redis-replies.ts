import { ActionError } from '../errors.ts';
import { maxResultBytes } from '../result-budget.ts';

/** Redis has said no. */
export class RedisError extends Error {}

const maxDepth = 32;
/** A line says what follows and how long it is, or is a short text. */
const maxLineBytes = 64 * 1024;

interface OpenList {
  readonly items: unknown[];
  readonly length: number;
}

/**
 * Takes the replies of Redis apart (RESP2), as they come: each byte is looked at once, however small the pieces. Texts, numbers, null and
 * lists; a refusal is a RedisError, within a list `{error}`.
 */
export class RedisReplies {
  readonly #tell: (reply: unknown) => void;
  readonly #lists: OpenList[] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;
  #total = 0;
  /** How many bytes are needed to go on; undefined: a line. */
  #text: number | undefined;

  constructor(tell: (reply: unknown) => void) {
    this.#tell = tell;
  }

  /** @throws Error for what is no reply, ActionError PayloadTooLarge for what is too long */
  take(chunk: Buffer): void {
    this.#total += chunk.byteLength;
    if (this.#total > maxResultBytes) throw tooLarge();
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    // Nothing can be complete yet: what has come is not joined again for each piece.
    if (this.#text !== undefined ? this.#bytes < this.#text + 2 : !chunk.includes(0x0a) && this.#bytes < maxLineBytes)
      return;
    let rest = Buffer.concat(this.#chunks);
    for (let next = this.#readOne(rest); next !== undefined; next = this.#readOne(rest)) rest = rest.subarray(next);
    this.#chunks = [rest];
    this.#bytes = rest.byteLength;
  }

  /** Reads a line or a text from the beginning. Returns how much it was; undefined when it is not there as a whole. */
  #readOne(bytes: Buffer): number | undefined {
    if (this.#text !== undefined) {
      const end = this.#text;
      if (bytes.byteLength < end + 2) return undefined;
      this.#text = undefined;
      this.#add(bytes.toString('utf8', 0, end));
      return end + 2;
    }
    const end = bytes.indexOf('\r\n');
    if (end < 0 && bytes.byteLength >= maxLineBytes) throw new Error('the host does not speak the protocol of Redis');
    if (end < 0) return undefined;
    this.#readLine(String.fromCharCode(bytes[0] ?? 0), bytes.toString('utf8', 1, end));
    return end + 2;
  }

  #readLine(kind: string, line: string): void {
    if (kind === '+') return this.#add(line);
    if (kind === '-') return this.#add(new RedisError(line));
    if (kind === ':') return this.#add(Number.isSafeInteger(Number(line)) ? Number(line) : line);
    if (kind !== '$' && kind !== '*') throw new Error('the host does not speak the protocol of Redis');
    const length = Number(line);
    if (!Number.isInteger(length) || length < -1 || length > maxResultBytes) throw tooLarge();
    if (length < 0) return this.#add(null);
    if (kind === '$') {
      this.#text = length;
    } else if (length === 0) {
      this.#add([]);
    } else {
      if (this.#lists.length >= maxDepth) throw new Error(`the reply has more than ${maxDepth} levels`);
      this.#lists.push({ items: [], length });
    }
  }

  /** A value is complete, and perhaps the lists whose last item it is. */
  #add(value: unknown): void {
    let complete = value;
    for (let list = this.#lists.at(-1); list; list = this.#lists.at(-1)) {
      list.items.push(complete instanceof RedisError ? { error: complete.message } : complete);
      if (list.items.length < list.length) return;
      this.#lists.pop();
      complete = list.items;
    }
    this.#tell(complete);
  }
}

function tooLarge(): ActionError {
  return new ActionError('PayloadTooLarge', `The reply is larger than ${maxResultBytes} bytes`);
}
