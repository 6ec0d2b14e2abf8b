import { createHash } from 'node:crypto';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import { type Relay, relayOf } from '../../kernel/relay.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { takeTurn } from '../../platform/database/take-turn.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { FileLimit, FormFile } from '../../platform/http/multipart.ts';
import { checkHeader, readCsv } from './import-csv.ts';
import { toImport } from './import-representation.ts';
import type { ImportRunner } from './import-runner.ts';
import {
  countOpenImports,
  deleteImport,
  deleteOldImports,
  findImportById,
  type ImportRow,
  importPieces,
  insertImport,
  listImports,
  markReceived,
} from './import-store.ts';
import { dataTableResource } from './resource.ts';
import { type DataTableRef, findTableOf } from './rows.ts';
import type { DataTableRow } from './store.ts';

/** Bytes of a piece of a file in the database. */
const pieceBytes = 256 * 1024;
/** Imports of one application that have not ended. */
const maxOpen = 10;
/** Imports of a table that are listed. */
const maxListed = 100;
/** How long one that has ended is remembered. */
const keptMs = 7 * 24 * 3_600_000;
/** No file takes as long to arrive. */
const receivedMs = 2 * 3_600_000;

/** Whoever has a file's rows stored. */
interface Sender {
  /** Of usage counts. */
  readonly source: string;
  readonly relay: Relay;
}

/**
 * Rows from CSV files (resources.md, "Data tables"): the file is read as CSV and kept while it arrives, and its rows are
 * stored in the background.
 */
export class DataTableImports {
  readonly #database: Database;
  readonly #runner: ImportRunner;
  readonly #maxBytes: number;
  readonly #now: () => number;

  constructor(options: { database: Database; runner: ImportRunner; maxBytes: number; now: () => number }) {
    this.#database = options.database;
    this.#runner = options.runner;
    this.#maxBytes = options.maxBytes;
    this.#now = options.now;
  }

  /** Of a file. */
  get limit(): FileLimit {
    const words = `The file is larger than ${this.#maxBytes / 2 ** 20} MiB (SIGNALBOX_MAX_IMPORT_SIZE)`;
    return { bytes: this.#maxBytes, refusal: () => new AppError('TooLarge', words) };
  }

  /**
   * Takes a file. It is refused as a whole when it is no CSV or lacks a column that every row needs; nothing is stored then.
   *
   * @throws AppError NotFound, Validation, TooLarge, Throttled
   */
  async receive(
    application: ApplicationRef,
    dataTableId: string,
    form: FormFile,
    { principal, change }: { principal: Principal; change: Change },
  ): Promise<{ success: true; jobId: string }> {
    const db = this.#database.kysely;
    const table = await findTableOf(db, { application, dataTableId });
    const { applicationRowId } = application;
    const begin = async (tx: Queryable): Promise<void> => {
      await takeTurn(tx, 'imports of rows', applicationRowId);
      if ((await countOpenImports(tx, applicationRowId)) < maxOpen) return;
      throw new AppError('Throttled', `An application may have ${maxOpen} imports in progress`, { retryAfter: 60 });
    };
    const finish = async (tx: Queryable, file: { bytes: number; sha256: string }): Promise<void> => {
      const target = { type: dataTableResource.auditType as string, id: table.id, name: table.name };
      await change.record(tx, { target, body: file });
    };
    const about = { applicationRowId, table, source: `${principal.via}.rest`, relay: relayOf(principal) };
    const id = await this.#store(about, form.body, { begin, finish });
    return { success: true, jobId: id };
  }

  /** Keeps a file whole and has its rows stored; nothing is left of it when that fails. */
  async #store(
    { applicationRowId, table, source, relay }: Sender & { applicationRowId: number; table: DataTableRow },
    body: AsyncIterable<Uint8Array>,
    {
      begin,
      finish,
    }: {
      begin?: (tx: Queryable) => Promise<void>;
      finish: (tx: Queryable, file: { bytes: number; sha256: string }) => Promise<void>;
    },
  ): Promise<string> {
    const db = this.#database.kysely;
    const row = await inTransaction(this.#database, async (tx) => {
      await begin?.(tx);
      const made = {
        id: newId(),
        application_row_id: applicationRowId,
        data_table_row_id: table.data_table_row_id,
        source,
        created_at: new Date(this.#now()),
      };
      return insertImport(tx, made, relay);
    });
    try {
      const { records, bytes, sha256 } = await this.#keep(row, table, body);
      await inTransaction(this.#database, async (tx) => {
        if (!(await markReceived(tx, row, { bytes, records, now: new Date(this.#now()) })))
          throw notFound('Data table');
        await finish(tx, { bytes, sha256 });
        this.#runner.wakeAfter(tx);
      });
    } catch (error) {
      // What stays behind after a crash here is removed by the cleaning.
      await deleteImport(db, row.data_table_import_row_id).catch(() => undefined);
      throw error;
    }
    return row.id;
  }

  /**
   * As `receive`, for a file that the server itself has and for which whoever brings it is answerable.
   *
   * @param finish called in the transaction that makes it sure that the rows will be stored
   * @throws AppError NotFound, Validation, TooLarge; nothing is stored then
   */
  async take(
    ref: DataTableRef,
    sender: Sender,
    body: AsyncIterable<Uint8Array>,
    finish: (tx: Queryable) => Promise<void>,
  ): Promise<void> {
    const table = await findTableOf(this.#database.kysely, ref);
    const about = { applicationRowId: ref.application.applicationRowId, table, ...sender };
    await this.#store(about, body, { finish: (tx) => finish(tx) });
  }

  /** The imports of a table that are remembered, the newest first. */
  async list(application: ApplicationRef, dataTableId: string) {
    const db = this.#database.kysely;
    const { data_table_row_id } = await findTableOf(db, { application, dataTableId });
    const rows = await listImports(db, data_table_row_id, maxListed);
    const { applicationId } = application;
    return {
      items: rows.map((row) => toImport(row, { applicationId, dataTableId })),
      count: rows.length,
      applicationId,
      dataTableId,
      _type: 'dataTableImports' as const,
      _links: { self: { href: `/applications/${applicationId}/data-tables/${dataTableId}/imports` } },
    };
  }

  /** How far an import is. @throws AppError NotFound */
  async get(application: ApplicationRef, dataTableId: string, importId: string) {
    const db = this.#database.kysely;
    const { data_table_row_id } = await findTableOf(db, { application, dataTableId });
    const row = await findImportById(db, data_table_row_id, importId);
    if (!row) throw notFound('Import');
    return toImport(row, { applicationId: application.applicationId, dataTableId });
  }

  /** Forgets imports that ended long ago, and files that never came to their end. */
  async clean(): Promise<void> {
    const now = this.#now();
    await deleteOldImports(this.#database.kysely, new Date(now - keptMs), new Date(now - receivedMs));
  }

  /** Keeps the file in pieces and reads it on the way, so that what is no CSV is refused to the one who sends it. */
  async #keep(row: ImportRow, table: DataTableRow, body: AsyncIterable<Uint8Array>) {
    const file = new KeptFile(this.limit);
    const insert = (number: number, piece: Uint8Array): Promise<void> =>
      importPieces.insert(this.#database.kysely, row.data_table_import_row_id, number, piece);
    let records = -1;
    for await (const read of readCsv(file.keep(body, insert), `${row.application_row_id}`)) {
      const [header] = read;
      if (records < 0 && header) checkHeader(table.columns, header.cells);
      records += read.length;
    }
    if (records < 0) throw invalid('file', 'is empty; its first line must name the columns');
    return { records, ...file.summary() };
  }
}

/** A file on its way through: handed on as it comes, and kept in pieces of one size. */
class KeptFile {
  readonly #limit: FileLimit;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(limit: FileLimit) {
    this.#limit = limit;
  }

  async *keep(
    body: AsyncIterable<Uint8Array>,
    insert: (number: number, piece: Uint8Array) => Promise<void>,
  ): AsyncGenerator<Uint8Array> {
    let number = 0;
    let waiting: Uint8Array[] = [];
    let waitingBytes = 0;
    const flush = async (): Promise<void> => {
      await insert(number, Buffer.concat(waiting));
      number += 1;
      waiting = [];
      waitingBytes = 0;
    };
    for await (const chunk of body) {
      this.#bytes += chunk.byteLength;
      if (this.#bytes > this.#limit.bytes) throw this.#limit.refusal();
      this.#hash.update(chunk);
      waiting.push(chunk);
      waitingBytes += chunk.byteLength;
      if (waitingBytes >= pieceBytes) await flush();
      yield chunk;
    }
    if (waitingBytes > 0) await flush();
  }

  summary(): { bytes: number; sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
