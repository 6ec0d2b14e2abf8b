import type { CsvRow } from './csv.ts';

/** A way to write one device's day. Streams: memory does not grow with the rows. */
export interface ArchiveFormat {
  /** Of the key, without its dot. */
  readonly extension: string;
  readonly contentType: string;
  write(
    device: { readonly id: string; readonly name: string },
    attributes: readonly { readonly name: string; readonly dataType: string }[],
    rows: AsyncIterable<readonly CsvRow[]>,
  ): AsyncIterable<Uint8Array>;
}
