/** Frame types (RFC 6455, 5.2). */
export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A client broke RFC 6455, or sent what MQTT does not travel in; the code is the one of the close frame (7.4.1). */
export class WebSocketError extends Error {
  override name = 'WebSocketError';
  readonly code: 1002 | 1003;

  constructor(code: 1002 | 1003, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a chunk of the socket held. */
export interface ReceivedFrames {
  /** The bytes of the data frames in it, without regard to where a frame or a message begins or ends. */
  readonly data: Buffer;
  /** Control frames that ended in it, in order. */
  readonly controls: readonly { readonly opcode: number; readonly payload: Buffer }[];
}

/**
 * Reads the frames that a client sends (RFC 6455, 5) as one stream of bytes: MQTT packets may be cut into frames and
 * joined in them at will [MQTT-6.0.0-2], so neither frames nor messages are put together here, and no size of either is
 * too large. Holds nothing but an unfinished header and an unfinished control frame (125 bytes).
 */
export class WebSocketFrameReader {
  readonly #header = Buffer.alloc(14);
  #headerBytes = 0;
  #headerNeeded = 2;
  #opcode = 0;
  #left = 0;
  #maskAt = 0;
  /** A message of several frames is under way. */
  #inMessage = false;
  #control: number[] = [];

  /**
   * @param chunk is overwritten; what is returned is a view of it
   * @throws WebSocketError
   */
  read(chunk: Buffer): ReceivedFrames {
    const controls: { opcode: number; payload: Buffer }[] = [];
    let kept = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerBytes < this.#headerNeeded) {
        this.#readHeader(chunk[at] as number);
        at += 1;
      } else {
        const end = Math.min(chunk.length, at + this.#left);
        const isControl = this.#opcode >= opcode.close;
        this.#left -= end - at;
        for (; at < end; at += 1) {
          const byte = (chunk[at] as number) ^ (this.#header[this.#maskAt] as number);
          this.#maskAt = this.#maskAt + 1 === this.#headerNeeded ? this.#headerNeeded - 4 : this.#maskAt + 1;
          if (isControl) this.#control.push(byte);
          else {
            chunk[kept] = byte;
            kept += 1;
          }
        }
      }
      if (this.#headerBytes === this.#headerNeeded && this.#left === 0) {
        if (this.#opcode >= opcode.close) {
          controls.push({ opcode: this.#opcode, payload: Buffer.from(this.#control) });
          this.#control = [];
        }
        this.#headerBytes = 0;
        this.#headerNeeded = 2;
      }
    }
    return { data: chunk.subarray(0, kept), controls };
  }

  #readHeader(byte: number): void {
    this.#header[this.#headerBytes] = byte;
    this.#headerBytes += 1;
    if (this.#headerBytes === 1) this.#checkFirst(byte);
    if (this.#headerBytes === 2) {
      if ((byte & 0x80) === 0) throw new WebSocketError(1002, 'a frame without a mask (5.1)');
      const length = byte & 0x7f;
      if (this.#opcode >= opcode.close && length > 125) throw new WebSocketError(1002, 'a long control frame (5.5)');
      this.#headerNeeded = 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + 4;
    }
    if (this.#headerBytes < this.#headerNeeded) return;
    this.#left = this.#readLength();
    this.#maskAt = this.#headerNeeded - 4;
  }

  #checkFirst(byte: number): void {
    const final = (byte & 0x80) !== 0;
    if ((byte & 0x70) !== 0) throw new WebSocketError(1002, 'reserved bits without an extension (5.2)');
    this.#opcode = byte & 0x0f;
    switch (this.#opcode) {
      case opcode.continuation:
        if (!this.#inMessage) throw new WebSocketError(1002, 'a continuation of nothing (5.4)');
        break;
      case opcode.binary:
        if (this.#inMessage) throw new WebSocketError(1002, 'a message within a message (5.4)');
        break;
      case opcode.text:
        throw new WebSocketError(1003, 'a text frame [MQTT-6.0.0-1]');
      case opcode.close:
      case opcode.ping:
      case opcode.pong:
        if (!final) throw new WebSocketError(1002, 'a control frame in pieces (5.5)');
        return;
      default:
        throw new WebSocketError(1002, `a frame of the unknown type ${this.#opcode} (5.2)`);
    }
    this.#inMessage = !final;
  }

  #readLength(): number {
    const short = (this.#header[1] as number) & 0x7f;
    if (short < 126) return short;
    if (short === 126) return this.#header.readUInt16BE(2);
    const length = this.#header.readBigUInt64BE(2);
    if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw new WebSocketError(1002, 'a frame of an absurd length (5.2)');
    return Number(length);
  }
}

/** The header of an unmasked, final frame: what a server sends. */
export function frameHeader(type: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | type, length]);
  if (length <= 0xffff) return Buffer.from([0x80 | type, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header[0] = 0x80 | type;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
