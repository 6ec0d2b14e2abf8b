import type { BundleKind } from '../../platform/bundles/bundle-kind.ts';
import { refusalOf } from '../../platform/bundles/check-record.ts';
import { Placeholders } from '../../platform/bundles/placeholders.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { nextAttempt } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import { type Attempt, LeasedRunner } from '../../platform/durable/leased-runner.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import { completeRecords } from './complete-records.ts';
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
  saveDone,
} from './import-store.ts';
import { replaceInStream } from './replace-in-stream.ts';
import type { PlannedContent } from './stored-plan.ts';
import type { TemporaryBundles } from './temporary-files.ts';
import { type BundleSource, openZip } from './zip-source.ts';

/** Between two looks at whether what was handed on is stored. */
const settleMs = 250;

export interface ImportRunnerOptions {
  readonly database: Database;
  readonly kinds: () => readonly BundleKind[];
  readonly temporary: TemporaryBundles;
  readonly mailer: Mailer;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/**
 * Stores what bundles hold beside their records, one content after the other and each exactly once: which one is next is
 * written in the transaction that makes the one before it final.
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
      concurrency: 2,
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

  /** Looks at what is to be done now. */
  wake(): void {
    this.#runner.wake();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  async #work(claim: ImportClaim, { signal }: Attempt): Promise<void> {
    const { database, kinds, temporary } = this.#options;
    const row = await findImport(database.kysely, claim.key);
    if (!row) throw new ClaimLostError();
    const { contents = [], afterwards } = row.plan;
    await completeRecords(kinds(), claim, { afterwards, signal });
    if (row.done < contents.length) {
      await temporary.with(importPieces.read(database.kysely, claim.key), async ({ file }) => {
        const source = await openZip(file);
        try {
          for (const content of contents.slice(row.done)) {
            signal.throwIfAborted();
            await this.#load(claim, row, content, source);
          }
        } finally {
          source.close();
        }
      });
    }
    await this.#settle(claim, contents, signal);
    await inTransaction(database, async (tx) => {
      if (!(await finishImport(tx, claim, new Date(this.#options.now())))) throw new ClaimLostError();
      await importPieces.delete(tx, claim.key);
    });
    await this.#mail(row, 'is done');
  }

  async #load(claim: ImportClaim, row: ImportRow, content: PlannedContent, source: BundleSource): Promise<void> {
    const { database, kinds, now } = this.#options;
    const { applicationId, applicationRowId } = claim;
    const finish = async (tx: Queryable, message?: string): Promise<void> => {
      const { type, name } = content;
      const problem = message === undefined ? undefined : { type, id: '', name, message };
      const done = { now: new Date(now()), ...(problem ? { problem } : {}) };
      if (!(await saveDone(tx, claim, done))) throw new ClaimLostError();
    };
    const kind = kinds().find(({ type }) => type === content.type);
    const { values = {}, hosts, author } = row.plan;
    if (!kind?.load || !hosts || !author) throw new Error(`nobody stores contents of the type ${content.type}`);
    const application = { applicationId, applicationRowId };
    try {
      const bytes = await source.read(content.path);
      const body = kind.isFolder
        ? bytes
        : replaceInStream(bytes, new Placeholders(new Map(Object.entries(values)), hosts));
      const { id, path, replaces = false } = content;
      await kind.load({ application, source: row.source, id, path, replaces, author }, body, (tx) => finish(tx));
    } catch (error) {
      const message = refusalOf(error);
      await inTransaction(database, (tx) => finish(tx, message));
    }
  }

  /** Waits until what was handed on to others, such as rows of tables, is stored as well. */
  async #settle(claim: ImportClaim, contents: readonly PlannedContent[], signal: AbortSignal): Promise<void> {
    const { database, kinds } = this.#options;
    for (const kind of kinds()) {
      const ids = contents.filter(({ type }) => type === kind.type).map(({ id }) => id);
      if (!kind.isSettled || ids.length === 0) continue;
      while (!(await kind.isSettled(database.kysely, claim, ids))) {
        signal.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, settleMs));
      }
    }
  }

  async #fail(claim: ImportClaim, error: unknown): Promise<void> {
    const { database, onError, now } = this.#options;
    const db: Queryable = database.kysely;
    onError(error);
    const time = new Date(now());
    const retryAt = nextAttempt(importRetries, { attempts: claim.attempts, now: now() });
    if (retryAt) {
      await importQueue.retry(db, claim, { error: 'the server failed', retryAt, now: time });
      return;
    }
    if (!(await giveUpImport(db, claim, 'the server failed', time))) return;
    const row = await findImport(db, claim.key);
    await importPieces.delete(db, claim.key);
    if (row) await this.#mail(row, 'has failed; some of its files or rows are missing');
  }

  /** The state of the import says the same; that a mail server is away must not undo anything. */
  async #mail({ email }: ImportRow, what: string): Promise<void> {
    if (email === null) return;
    const { mailer, onError } = this.#options;
    await mailer.send({ to: email, subject: 'Your import', text: `The import of your bundle ${what}.` }).catch(onError);
  }
}
