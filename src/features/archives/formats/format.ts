/** A missing value is undefined. */
export type ArchiveValue = string | number | boolean | undefined;

export interface ArchiveRow {
  /** Epoch ms. */
  readonly time: number;
  /** In the order of the attributes. */
  readonly values: readonly ArchiveValue[];
}

/** A column of an archived day, by the name and type that the attribute had when it was written. */
export interface ArchiveAttribute {
  readonly name: string;
  readonly dataType: string;
}

/** How one device's states of one day are written as an object, and read back. */
export interface ArchiveFormat {
  /** Of the object's name, without the dot in front. */
  readonly extension: string;
  readonly contentType: string;
  /**
   * Streams: memory does not grow with the rows. The same rows give the same bytes, however they were cut into pages.
   *
   * @throws Error when a value is not of its attribute's type, because nobody could read it back as what it was
   */
  write(
    device: { readonly id: string },
    attributes: readonly ArchiveAttribute[],
    rows: AsyncIterable<readonly ArchiveRow[]>,
  ): AsyncIterable<Uint8Array>;
  /**
   * The rows of a file that holds such an object, page by page.
   *
   * @throws FormatError when it is not what `write` makes of this device and these attributes
   */
  read(
    path: string,
    device: { readonly id: string },
    attributes: readonly ArchiveAttribute[],
  ): AsyncIterable<readonly ArchiveRow[]>;
}

/** An object that cannot be read as its manifest says; the message says where. */
export class FormatError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'FormatError';
  }
}
