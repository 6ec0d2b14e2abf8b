import { type Frame, ProtocolError, packetType } from './packets.ts';

/** semantics.md, "MQTT": the largest payload. */
export const maxPayloadBytes = 256 * 1024;
/** The longest CONNECT we can mean: client id, user name, password and a will with its payload. */
const maxConnectBytes = 64 * 1024;
/** Room for a thousand filters of a usual length. */
const maxSubscribeBytes = 256 * 1024;
/** The longest topic name, and a packet id, around the payload. */
const maxPublishBytes = maxPayloadBytes + 2 + 65_535 + 2;

/** The longest body of each packet type; those that are not named have one of two bytes at most. */
const maxBytes: Readonly<Record<number, number>> = {
  [packetType.connect]: maxConnectBytes,
  [packetType.publish]: maxPublishBytes,
  [packetType.subscribe]: maxSubscribeBytes,
  [packetType.unsubscribe]: maxSubscribeBytes,
};
const fewBytes = 4;

/**
 * Cuts a stream of bytes into control packets. Holds the bytes of at most one unfinished packet; one that announces more
 * than its type may have is refused before its bytes are gathered.
 */
export class FrameReader {
  /** The front is unfinished; what follows has not been looked at. */
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** What the unfinished packet needs in all; 0 while that is not known. */
  #needed = 0;

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /**
   * The next whole packet, or undefined until more bytes have come. Its body is a view of the bytes that arrived.
   *
   * @throws ProtocolError when the remaining length is malformed or too large
   */
  next(): Frame | undefined {
    if (this.#bytes < Math.max(this.#needed, 2)) return undefined;
    let front = this.#chunks[0] as Buffer;
    if (front.length < Math.max(this.#needed, 5) && this.#chunks.length > 1) {
      front = Buffer.concat(this.#chunks);
      this.#chunks.length = 0;
      this.#chunks.push(front);
    }
    const first = front[0] as number;
    const length = readLength(front);
    if (!length) return undefined;
    if (length.value > (maxBytes[first >> 4] ?? fewBytes)) throw new ProtocolError('the packet is too large');
    const end = 1 + length.bytes + length.value;
    if (this.#bytes < end) {
      this.#needed = end;
      return undefined;
    }
    this.#needed = 0;
    if (front.length < end) {
      front = Buffer.concat(this.#chunks);
      this.#chunks.length = 0;
      this.#chunks.push(front);
    }
    if (front.length === end) this.#chunks.shift();
    else this.#chunks[0] = front.subarray(end);
    this.#bytes -= end;
    return { type: first >> 4, flags: first & 15, body: front.subarray(1 + length.bytes, end) };
  }
}

/** The remaining length: at most four bytes, seven bits each (MQTT 3.1.1, 2.2.3). */
function readLength(buffer: Buffer): { value: number; bytes: number } | undefined {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = buffer[1 + index];
    if (byte === undefined) return undefined;
    value += (byte & 127) * 128 ** index;
    if (byte < 128) return { value, bytes: index + 1 };
  }
  throw new ProtocolError('the remaining length has more than four bytes');
}
