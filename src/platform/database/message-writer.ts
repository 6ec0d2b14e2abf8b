import { type ElementCodec, elementCodecOf } from './array-encoding.ts';
import { encodeParameter } from './parameters.ts';

/** Enough for a commit of a hundred reports; one of two thousand grows it once. */
const startBytes = 64 * 1024;
/** A buffer that has become larger than this is not kept: it took an exceptional batch. */
const keptBytes = 2 * 1024 * 1024;
/** As many as exchanges run at the same time; more are made when needed, and dropped afterwards. */
const maxFree = 4;

const free: MessageWriter[] = [];

/** An empty writer that nobody else uses; `giveBack` it once everything written with it has been received. */
export function takeWriter(): MessageWriter {
  return free.pop() ?? new MessageWriter();
}

export function giveBack(writer: MessageWriter): void {
  if (free.length >= maxFree || writer.capacity > keptBytes) return;
  writer.clear();
  free.push(writer);
}

/**
 * Writes the messages of an exchange (PostgreSQL's manual, 55.7) into one buffer, which the next exchange uses again: made
 * anew for each, such buffers outlive what V8 collects cheaply, and the collections that get them back stop everything
 * for tens of milliseconds, every second on a busy server.
 */
export class MessageWriter {
  #buffer = Buffer.allocUnsafeSlow(startBytes);
  #at = 0;

  get capacity(): number {
    return this.#buffer.length;
  }

  clear(): void {
    this.#at = 0;
  }

  /** What has been written: a view, good until `clear`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /**
   * Bind: the parameters of a prepared statement, arrays in binary where the type is known; results as text.
   *
   * @param types OIDs of the parameters
   */
  bind(statement: string, parameters: readonly unknown[], types: readonly number[]): void {
    const start = this.#begin('B');
    this.#reserve(statement.length * 3 + 6 + parameters.length * 2);
    this.#buffer[this.#at++] = 0; // the unnamed portal
    this.#at += this.#buffer.write(statement, this.#at);
    this.#buffer[this.#at++] = 0;
    this.#int16(parameters.length);
    const formatsAt = this.#at;
    this.#at += parameters.length * 2;
    this.#int16(parameters.length);
    for (let index = 0; index < parameters.length; index += 1) {
      // First, because it may replace the buffer by a larger one.
      const format = this.#parameter(parameters[index], types[index]);
      this.#buffer.writeInt16BE(format, formatsAt + index * 2);
    }
    this.#reserve(2);
    this.#int16(0);
    this.#end(start);
  }

  /** Execute: the unnamed portal, all rows. */
  execute(): void {
    const start = this.#begin('E');
    this.#reserve(5);
    this.#buffer[this.#at++] = 0;
    this.#int32(0);
    this.#end(start);
  }

  sync(): void {
    this.#end(this.#begin('S'));
  }

  /** Writes length and value; returns the format code, 0 for text and 1 for binary. */
  #parameter(value: unknown, type: number | undefined): 0 | 1 {
    const lengthAt = this.#at;
    this.#reserve(4);
    this.#at += 4;
    let format: 0 | 1 = 0;
    const codec = Array.isArray(value) && value.length > 0 && type !== undefined ? elementCodecOf(type) : undefined;
    const bound = codec ? boundOf(value as unknown[], codec) : -1;
    if (codec && bound >= 0) {
      this.#reserve(bound);
      this.#array(value as unknown[], codec);
      format = 1;
    } else {
      const encoded = encodeParameter(value);
      if (encoded === null) {
        this.#buffer.writeInt32BE(-1, lengthAt);
        return 0;
      }
      if (typeof encoded === 'string') {
        this.#reserve(encoded.length * 3);
        this.#at += this.#buffer.write(encoded, this.#at);
      } else {
        this.#reserve(encoded.length);
        this.#at += encoded.copy(this.#buffer, this.#at);
        format = 1;
      }
    }
    this.#buffer.writeInt32BE(this.#at - lengthAt - 4, lengthAt);
    return format;
  }

  /** One dimension: dimensions 1, has-nulls flag, element type, length, lower bound 1 (array_recv in its source). */
  #array(items: readonly unknown[], codec: ElementCodec): void {
    const buffer = this.#buffer;
    this.#int32(1);
    this.#int32(items.includes(null) ? 1 : 0);
    this.#int32(codec.elementType);
    this.#int32(items.length);
    this.#int32(1);
    let at = this.#at;
    for (const item of items) {
      const length = item === null ? -1 : codec.write(item, buffer, at + 4);
      buffer.writeInt32BE(length, at);
      at += 4 + Math.max(length, 0);
    }
    this.#at = at;
  }

  /** Returns where the message's length goes. */
  #begin(type: string): number {
    this.#reserve(5);
    this.#buffer[this.#at] = type.charCodeAt(0);
    this.#at += 5;
    return this.#at - 4;
  }

  /** The length counts itself, not the type. */
  #end(lengthAt: number): void {
    this.#buffer.writeInt32BE(this.#at - lengthAt, lengthAt);
  }

  #int16(value: number): void {
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  #int32(value: number): void {
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Bytes that the array takes at most, or -1 when an element needs the text form. */
function boundOf(items: readonly unknown[], codec: ElementCodec): number {
  let bound = 20;
  for (const item of items) {
    const size = item === null ? 0 : codec.size(item);
    if (size < 0) return -1;
    bound += 4 + size;
  }
  return bound;
}
