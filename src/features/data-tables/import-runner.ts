import { AppError } from '../../kernel/errors.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { afterCommit, inTransaction } from '../../platform/database/transaction.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import { IngestYield } from '../../platform/jobs/ingest-yield.ts';
import { StepSize } from '../../platform/jobs/step-size.ts';
import type { UsageCounter } from '../usage/index.ts';
import { storeRows } from './bulk-insert.ts';
import { type CsvRecord, findExcess, readCells, readCsv, readHeader } from './import-csv.ts';
import {
  type ClaimedImport,
  findImport,
  finishImport,
  giveUpImport,
  type ImportClaim,
  type ImportRow,
  importPieces,
  importQueue,
  importRetries,
  relayOfImport,
  saveStep,
} from './import-store.ts';
import type { DataTableRef, DataTableRows } from './rows.ts';
import type { DataTableRow } from './store.ts';

/** Rows of one transaction: enough to pay for its commit. Few where they are heavy: the embedded database does nothing else meanwhile. */
const rowsPerStep = { fewest: 25, most: 500 };
const longStepMs = { embedded: 30, server: 300 };
/** Of all that an import remembers. */
const maxProblems = 100;
const maxIds = 1000;

export interface ImportRunnerOptions {
  readonly database: Database;
  readonly rows: DataTableRows;
  readonly usage: UsageCounter;
  /** Whether devices report now, so that background work has to make room. */
  readonly isReporting: () => boolean;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Stores the rows of files, some at a time and each exactly once: the place that the work has come to is written in the
 * transaction that stores the rows before it.
 */
export class ImportRunner {
  readonly #options: ImportRunnerOptions;
  readonly #runner: LeasedRunner<ClaimedImport, number>;

  constructor(options: ImportRunnerOptions) {
    const { database, onError, now } = options;
    this.#options = options;
    this.#runner = new LeasedRunner({
      database,
      queue: importQueue,
      concurrency: 1,
      maxAttempts: importRetries.maxAttempts,
      work: (claim, attempt) => this.#work(claim, attempt),
      fail: (claim, error) => this.#fail(claim, error),
      onError,
      now,
    });
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  /** Begins as soon as the transaction that inserts an import has committed. */
  wakeAfter(tx: Queryable): void {
    this.#runner.wakeAfter(tx);
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  async #work(claim: ImportClaim, { signal }: Attempt): Promise<void> {
    const { database, isReporting } = this.#options;
    const row = await findImport(database.kysely, claim.key);
    if (!row) throw new ClaimLostError();
    const pace = new IngestYield({ database, isReporting });
    let names: readonly string[] | undefined;
    let seen = 0;
    const size = new StepSize({ ...rowsPerStep, longMs: longStepMs[database.kind] });
    let step: CsvRecord[] = [];
    const pieces = importPieces.read(database.kysely, claim.key);
    for await (const records of readCsv(pieces, `${claim.applicationRowId}`)) {
      for (const record of records) {
        if (!names) {
          names = record.cells;
          continue;
        }
        seen += 1;
        if (seen <= row.done) continue;
        step.push(record);
        if (step.length < size.count) continue;
        await pace.yieldToIngest(signal);
        size.took(await this.#store(claim, row, names, step));
        step = [];
      }
    }
    signal.throwIfAborted();
    if (names && step.length > 0) await this.#store(claim, row, names, step);
    await this.#finish(claim);
  }

  /** Returns how many ms it took once it was its turn. */
  async #store(claim: ImportClaim, row: ImportRow, names: readonly string[], records: CsvRecord[]): Promise<number> {
    const { database, usage, now } = this.#options;
    const time = new Date(now());
    return inTransaction(database, async (tx) => {
      const since = performance.now();
      const table = await this.#find(tx, claim);
      // The columns may be others by now.
      const header = readHeader(table.columns, names);
      const given = records.map(({ cells }) => findExcess(header, cells) ?? readCells(header, cells));
      const stored = await storeRows(tx, table, given, time);
      if (stored.count > 0) await this.#options.rows.requireRoom(tx, refOf(claim));
      const known = await findImport(tx, claim.key);
      const step = {
        done: records.length,
        inserted: stored.count,
        refused: stored.errorCount,
        problems: stored.errors
          .slice(0, Math.max(maxProblems - (known?.problems.length ?? 0), 0))
          .map(({ index, message }) => ({ line: records[index]?.line ?? 0, message })),
        rowIds: stored.ids.slice(0, Math.max(maxIds - (known?.row_ids.length ?? 0), 0)),
      };
      if (!(await saveStep(tx, claim, step, time))) throw new ClaimLostError();
      if (stored.count > 0) {
        const counted = { applicationRowId: claim.applicationRowId, deviceRowId: 0, source: row.source };
        afterCommit(tx, () => usage.add({ ...counted, type: 'dataTable', count: stored.count }));
      }
      return performance.now() - since;
    });
  }

  /** One word for all rows: an import is one insertion, as an array is. */
  async #finish(claim: ImportClaim): Promise<void> {
    const { database, rows, now } = this.#options;
    await inTransaction(database, async (tx) => {
      const row = await findImport(tx, claim.key);
      if (!row || !(await finishImport(tx, claim, new Date(now())))) throw new ClaimLostError();
      const table = await this.#find(tx, claim);
      const { inserted: count, refused: errorCount, row_ids: rowIds } = row;
      const origin = { relay: relayOfImport(row) };
      await rows.tellStored(tx, refOf(claim), table, { count, errorCount, rowIds, origin });
      await importPieces.delete(tx, claim.key);
    });
  }

  /** With a table that was deleted goes the import. */
  #find(tx: Queryable, claim: ImportClaim): Promise<DataTableRow> {
    return this.#options.rows.find(tx, refOf(claim)).catch((error: unknown) => {
      throw error instanceof AppError && error.type === 'NotFound' ? new ClaimLostError() : error;
    });
  }

  async #fail(claim: ImportClaim, error: unknown): Promise<void> {
    const { database, onError, now } = this.#options;
    const db: Queryable = database.kysely;
    const time = new Date(now());
    // No other attempt would have more room.
    if (error instanceof AppError && error.type === 'LimitReached') {
      if (await giveUpImport(db, claim, error.message, time)) await importPieces.delete(db, claim.key);
      return;
    }
    onError(error);
    const retryAt = nextAttempt(importRetries, { attempts: claim.attempts, now: now() });
    if (retryAt) await importQueue.retry(db, claim, { error: 'the server failed', retryAt, now: time });
    else if (await giveUpImport(db, claim, 'the server failed', time)) await importPieces.delete(db, claim.key);
  }
}

function refOf({ applicationId, applicationRowId, dataTableId }: ImportClaim): DataTableRef {
  return { application: { applicationId, applicationRowId }, dataTableId };
}
