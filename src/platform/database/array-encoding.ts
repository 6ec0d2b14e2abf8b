/**
 * One-dimensional arrays in PostgreSQL's binary form (array_send in its source): dimensions 1, has-nulls flag, element
 * type, length, lower bound 1, then for each element its byte length (-1: null) and its bytes.
 */
interface ElementCodec {
  readonly elementType: number;
  /** Upper bound of the bytes that the element needs, or -1 when it does not fit the type: text then says why. */
  size(item: unknown): number;
  /** Writes the element and answers the bytes used. */
  write(item: unknown, buffer: Buffer, at: number): number;
}

const headerBytes = 20;

const integer: ElementCodec = {
  elementType: 23,
  size: (item) => (typeof item === 'number' && (item | 0) === item ? 4 : -1),
  write: (item, buffer, at) => buffer.writeInt32BE(item as number, at) - at,
};

const bigint: ElementCodec = {
  elementType: 20,
  size: (item) => (Number.isSafeInteger(item) ? 8 : -1),
  write: (item, buffer, at) => {
    const value = item as number;
    const high = Math.floor(value / 0x1_0000_0000);
    buffer.writeInt32BE(high, at);
    buffer.writeUInt32BE(value - high * 0x1_0000_0000, at + 4);
    return 8;
  },
};

const double: ElementCodec = {
  elementType: 701,
  size: (item) => (typeof item === 'number' ? 8 : -1),
  write: (item, buffer, at) => buffer.writeDoubleBE(item as number, at) - at,
};

const boolean: ElementCodec = {
  elementType: 16,
  size: (item) => (typeof item === 'boolean' ? 1 : -1),
  write: (item, buffer, at) => buffer.writeInt8(item ? 1 : 0, at) - at,
};

// UTF-8 needs at most three bytes for each UTF-16 unit; what is not used is cut off at the end.
const text: ElementCodec = {
  elementType: 25,
  size: (item) => (typeof item === 'string' ? item.length * 3 : -1),
  write: (item, buffer, at) => buffer.write(item as string, at, 'utf8'),
};

/** Binary jsonb is a version byte, 1, and the text. */
const jsonb: ElementCodec = {
  elementType: 3802,
  size: (item) => (typeof item === 'string' ? item.length * 3 + 1 : -1),
  write: (item, buffer, at) => 1 + buffer.write(item as string, buffer.writeInt8(1, at), 'utf8'),
};

const bytea: ElementCodec = {
  elementType: 17,
  size: (item) => (item instanceof Uint8Array ? item.byteLength : -1),
  write: (item, buffer, at) => {
    buffer.set(item as Uint8Array, at);
    return (item as Uint8Array).byteLength;
  },
};

/** By OID of the array type. */
const codecs = new Map<number, ElementCodec>([
  [1000, boolean],
  [1001, bytea],
  [1007, integer],
  [1009, text],
  [1016, bigint],
  [1022, double],
  [3807, jsonb],
]);

/** The array in binary, or undefined where the type or an element needs the text form. */
export function encodeArray(items: readonly unknown[], arrayType: number): Buffer | undefined {
  const codec = codecs.get(arrayType);
  if (!codec || items.length === 0) return undefined;
  let bound = headerBytes;
  let hasNulls = false;
  for (const item of items) {
    const size = item === null ? 0 : codec.size(item);
    if (size < 0) return undefined;
    if (item === null) hasNulls = true;
    bound += 4 + size;
  }
  const buffer = Buffer.allocUnsafe(bound);
  let at = 0;
  for (const word of [1, hasNulls ? 1 : 0, codec.elementType, items.length, 1]) at = buffer.writeInt32BE(word, at);
  for (const item of items) {
    const length = item === null ? -1 : codec.write(item, buffer, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + Math.max(length, 0);
  }
  return buffer.subarray(0, at);
}
