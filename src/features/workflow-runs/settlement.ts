import type { Database, Statement } from '../../platform/database/database.ts';
import { GroupCommit } from '../../platform/database/group-commit.ts';
import { deleteStatement, finishedStatement, type RowKey } from './occurrence-store.ts';
import { type FailedRun, insertFailedStatement, type Recent, recentStatement } from './run-store.ts';

/** Ends of one transaction, and ends that wait: a run's own bounds hold them down. */
const maxBatch = 1000;
const maxQueued = 1_000_000;
/**
 * Nobody waits for the end of a run to be stored. Of a row that has started several, most have ended by then, and it is deleted once
 * instead of being changed for each.
 */
const spacing = { ms: () => 20, enough: maxBatch, behind: 8 };

/**
 * What is to be stored of a run that has come to its end: of those that succeeded nothing, as their numbers are the log's, or, where
 * somebody knows the run's id, its own entry in the log.
 */
export type Settled = FailedRun | Recent | 'succeeded';

interface End {
  /** The row of what has started it, where that is stored. */
  readonly row: RowKey | undefined;
  readonly runId: string;
  readonly isLast: boolean;
  readonly settled: Settled | undefined;
}

/** Stores the ends of runs, many in a transaction: what they leave in the log, and that what started them is done. */
export class Settlement {
  readonly #database: Database;
  readonly #queue: GroupCommit<End>;
  readonly #onError: (error: unknown) => void;

  constructor(options: { database: Database; onError: (error: unknown) => void }) {
    this.#database = options.database;
    this.#onError = options.onError;
    this.#queue = new GroupCommit<End>({
      commit: (ends) => this.#commit(ends),
      maxBatch,
      maxQueued,
      concurrency: 1,
      spacing,
    });
  }

  /** @param done called once it is stored; when it could not be, the row is still there, and its runs are repeated */
  add(end: End, done: () => void): void {
    this.#queue.add(end, (error) => {
      if (error !== undefined) this.#onError(error);
      done();
    });
  }

  /** Rows that start no run. */
  async dropRows(rows: readonly RowKey[]): Promise<void> {
    if (rows.length > 0) await this.#database.batch([deleteStatement(rows)]);
  }

  drain(): Promise<void> {
    return this.#queue.drain();
  }

  async #commit(ends: readonly End[]): Promise<void> {
    const statements: Statement[] = [];
    const kept = ends.flatMap(({ settled }) => (settled === undefined || settled === 'succeeded' ? [] : [settled]));
    const failed = kept.filter((each): each is FailedRun => 'status' in each);
    if (failed.length > 0) statements.push(insertFailedStatement(failed));
    const recent = byFlow(kept.filter((each): each is Recent => 'runs' in each));
    if (recent.length > 0) statements.push(recentStatement(recent));
    const gone = ends.flatMap(({ row, isLast }) => (row && isLast ? [row] : []));
    const goneRows = new Set(gone.map(({ rowId }) => rowId));
    const left = ends.flatMap(({ row, runId }) => (!row || goneRows.has(row.rowId) ? [] : [{ row, runId }]));
    if (left.length > 0) statements.push(finishedStatement(left));
    if (gone.length > 0) statements.push(deleteStatement(gone));
    if (statements.length > 0) await this.#database.batch(statements);
  }
}

/** One entry for each workflow, its runs in their order. */
function byFlow(recent: readonly Recent[]): Recent[] {
  const flows = new Map<number, Recent>();
  for (const { runs, ...flow } of recent) {
    const gathered = flows.get(flow.flowRowId) ?? { ...flow, runs: [] };
    flows.set(flow.flowRowId, gathered);
    gathered.runs.push(...runs);
  }
  return [...flows.values()];
}
