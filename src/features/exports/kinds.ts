import type { Queryable } from '../../platform/database/database.ts';
import type { KnownExport } from './store.ts';

/** One kind of export: who may have it, and what is in it. */
export interface ExportKind {
  /** As `kind` of an export says it. */
  readonly kind: string;
  /** Actions of which whoever asked must be allowed one, as long as the file is written and can be fetched. */
  readonly actions: readonly string[];
  /** The file's lines, each ended by a line feed, the header first; begun anew with each attempt. */
  readonly lines?: (row: KnownExport, signal: AbortSignal) => AsyncIterable<string[]>;
  /** Instead of `lines`, for a file that is no CSV. */
  readonly file?: ExportFile;
  /** Told in the transaction that ends the export with its file written. */
  readonly onWritten?: (tx: Queryable, row: KnownExport) => Promise<void>;
}

/** A file that is no CSV. */
export interface ExportFile {
  /** Without a dot: `zip`. */
  readonly extension: string;
  readonly contentType: string;
  /** What it holds, begun anew with each attempt. */
  readonly bytes: (row: KnownExport, signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

/** The kinds of export that there are: the feature's own, and those that other features bring along. */
export class ExportKinds {
  readonly #kinds = new Map<string, ExportKind>();

  /** @throws Error when there is such a kind already */
  add(kind: ExportKind): void {
    if (this.#kinds.has(kind.kind)) throw new Error(`exports of the kind ${kind.kind} are defined twice`);
    this.#kinds.set(kind.kind, kind);
  }

  /** What a file of the kind is, for whoever fetches it. */
  typeOf(kind: string): { contentType: string; extension: string } {
    return this.#kinds.get(kind)?.file ?? { contentType: 'text/csv; charset=utf-8', extension: 'csv' };
  }

  /** @throws Error when no feature of this server defines the kind */
  get(kind: string): ExportKind {
    const found = this.#kinds.get(kind);
    if (!found) throw new Error(`no feature defines exports of the kind ${kind}`);
    return found;
  }
}
