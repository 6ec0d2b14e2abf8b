import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';
import type { FileLimit } from '../../platform/http/multipart.ts';

/** A bundle as a file of this server, for as long as it is worked on. */
export interface TemporaryBundle {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Bundles that lie on the disk at the same time; each may be as large as is allowed. */
const maxOpen = 16;
const abandonedMs = 24 * 3_600_000;

/** Bundles that are being worked on: a zip archive is read at its end first, so it cannot be read while it arrives. */
export class TemporaryBundles {
  readonly #folder: string;
  readonly #maxBytes: number;
  #open = 0;

  constructor(options: { dataDir: string; maxBytes: number }) {
    this.#folder = join(options.dataDir, 'bundles');
    this.#maxBytes = options.maxBytes;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** Of a bundle that is sent. */
  get limit(): FileLimit {
    const words = `The bundle is larger than ${this.#maxBytes / 2 ** 20} MiB (SIGNALBOX_MAX_IMPORT_SIZE)`;
    return { bytes: this.#maxBytes, refusal: () => new AppError('TooLarge', words) };
  }

  /** Removes what servers have left when they died; nothing is worked on for so long. */
  async clean(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) {
      const file = join(this.#folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found && found.mtimeMs < Date.now() - abandonedMs) await rm(file, { force: true });
    }
  }

  /**
   * Writes a bundle to a file, which is there while `work` works.
   *
   * @throws AppError TooLarge
   */
  async with<Result>(
    body: AsyncIterable<Uint8Array>,
    work: (bundle: TemporaryBundle) => Promise<Result>,
  ): Promise<Result> {
    if (this.#open >= maxOpen) {
      throw new AppError('Unavailable', 'Too many bundles are being imported; retry later', { retryAfter: 10 });
    }
    this.#open += 1;
    const file = join(this.#folder, `${randomUUID()}.zip`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      return await work(await this.#write(file, body));
    } finally {
      this.#open -= 1;
      await rm(file, { force: true });
    }
  }

  async #write(file: string, body: AsyncIterable<Uint8Array>): Promise<TemporaryBundle> {
    const hash = createHash('sha256');
    let bytes = 0;
    const handle = await open(file, 'wx', 0o600);
    try {
      for await (const chunk of body) {
        bytes += chunk.byteLength;
        if (bytes > this.#maxBytes) throw this.limit.refusal();
        hash.update(chunk);
        await handle.write(chunk);
      }
    } finally {
      await handle.close();
    }
    return { file, bytes, sha256: hash.digest('hex') };
  }
}

/** The file in pieces of one size. */
export function readInPieces(file: string, pieceBytes: number): AsyncIterable<Uint8Array> {
  return createReadStream(file, { highWaterMark: pieceBytes });
}
