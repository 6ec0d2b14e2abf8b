/** One element of an array in PostgreSQL's binary form; before it goes its byte length (-1: null). */
export interface ElementCodec {
  readonly elementType: number;
  /** Upper bound of the bytes that the element needs, or -1 when it does not fit the type: text then says why. */
  size(item: unknown): number;
  /** Writes the element and returns the bytes used. */
  write(item: unknown, buffer: Buffer, at: number): number;
}

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

/** How elements of an array of this type are written in binary; undefined where only text will do. */
export function elementCodecOf(arrayType: number): ElementCodec | undefined {
  return codecs.get(arrayType);
}
