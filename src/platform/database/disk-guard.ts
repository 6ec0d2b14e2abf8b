import fs from 'node:fs';
import { join } from 'node:path';
import type { DatabaseLogger } from './database.ts';

const MiB = 1024 * 1024;
/** Faster than a disk fills by what devices may report. */
const lookEveryMs = 1_000;
/** A file that is deleted when the disk is nearly full, so that the database can finish what it has begun, and start. */
const ballastName = 'reserve';

export interface DiskGuardOptions {
  /** The data folder. */
  readonly folder: string;
  /** Free bytes below which nothing is stored any more. */
  readonly reserveBytes: number;
  readonly logger?: DatabaseLogger | undefined;
  /** Free bytes of the folder's disk; for tests. */
  readonly readFree?: (folder: string) => number;
}

/**
 * Watches the disk under the embedded database, which dies when it cannot write its log. Below the reserve the disk counts as
 * full: writes are refused while reading goes on, until there is room again. Should others fill the disk all the same, a
 * quarter of the reserve, kept as a file, is given up for the database.
 */
export class DiskGuard {
  readonly #options: DiskGuardOptions;
  readonly #ballast: string;
  readonly #ballastBytes: number;
  #isFull = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
    this.#ballast = join(options.folder, ballastName);
    this.#ballastBytes = Math.floor(options.reserveBytes / 4 / MiB) * MiB;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  start(): void {
    this.look();
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks at the disk now. */
  look(): void {
    const { reserveBytes, logger } = this.#options;
    const free = this.#readFree();
    if (free === undefined) return;
    if (free < reserveBytes / 4) this.release();
    // Some more than what it takes to be full, or it would change to and fro.
    const isFull = free < (this.#isFull ? reserveBytes * 1.25 : reserveBytes);
    if (isFull !== this.#isFull) {
      this.#isFull = isFull;
      const megabytes = { freeMiB: Math.floor(free / MiB), reserveMiB: reserveBytes / MiB };
      logger?.warn(
        megabytes,
        isFull
          ? 'the disk is full: nothing is stored until there is room again'
          : 'there is room on the disk again: storing goes on',
      );
    }
    if (!isFull && free > reserveBytes * 1.25 + this.#ballastBytes) this.#keep();
  }

  /** Gives the database what is kept back for it. */
  release(): void {
    fs.rmSync(this.#ballast, { force: true });
  }

  #readFree(): number | undefined {
    const { folder, readFree = freeBytes } = this.#options;
    try {
      return readFree(folder);
    } catch (error) {
      this.#options.logger?.warn({ err: error }, 'the free space of the disk cannot be read');
      return undefined;
    }
  }

  #keep(): void {
    if (fs.existsSync(this.#ballast)) return;
    const file = fs.openSync(this.#ballast, 'wx', 0o600);
    try {
      // Written, not only declared: a file with holes keeps nothing back.
      const zeros = Buffer.alloc(MiB);
      for (let written = 0; written < this.#ballastBytes; written += MiB) fs.writeSync(file, zeros);
    } catch (error) {
      this.#options.logger?.warn({ err: error }, 'the reserve on the disk could not be made');
      this.release();
    } finally {
      fs.closeSync(file);
    }
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize;
}
