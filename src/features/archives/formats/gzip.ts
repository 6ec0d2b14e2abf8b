import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** RFC 1952: deflate, no flags, no time, no hints, unknown operating system: the same bytes on every machine and day. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** The bytes as a gzip file that depends on nothing but them. Ends the source when it is ended early. */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let checksum = 0;
  let bytes = 0;
  async function* measure(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      checksum = crc32(chunk, checksum);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  const deflate = createDeflateRaw({ level: 6 });
  // A failure of the source comes out of `deflate`, which is what is read.
  pipeline(Readable.from(measure(), { objectMode: false }), deflate, () => {});
  try {
    yield header;
    yield* deflate as AsyncIterable<Uint8Array>;
  } finally {
    deflate.destroy();
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  // Modulo 2^32, as RFC 1952 says.
  trailer.writeUInt32LE(bytes % 2 ** 32, 4);
  yield trailer;
}
