import { AppError } from '../../kernel/errors.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { type BackOff, backOffMs } from '../../platform/durable/back-off.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import type { Attempt } from '../../platform/durable/leased-runner.ts';
import { type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import { type DayClaim, dayQueue } from './day-queue.ts';
import { exportDay } from './export-day.ts';
import { finishDay, type Progress, saveProgress } from './job-store.ts';
import { manifestKey, manifestSuffix } from './manifest.ts';
import { describeTarget } from './selection.ts';
import { verifyDay } from './verify-day.ts';
import { writeManifest } from './write-manifest.ts';

/** Often enough for somebody who watches; each costs a commit. */
const progressMs = 1000;
/** A target that is gone for a weekend is asked a few times a day, and is served within hours of its return. */
const backOff: BackOff = { firstMs: 30_000, maxMs: 6 * 3_600_000 };

export interface RunDayOptions {
  readonly database: Database;
  readonly claim: DayClaim;
  readonly attempt: Attempt;
  readonly config: ArchiveConfig;
  openStore(config: ArchiveConfig): Promise<ObjectStore>;
  readonly isReporting: () => boolean;
  /** The job has come on; whoever watches wants to be told. */
  readonly onChange: () => void;
  readonly version: string;
  readonly now: () => number;
}

/** One attempt at one day: exporting, uploaded, verified. @throws ClaimLostError, or whatever has kept it from that */
export async function runDay(options: RunDayOptions): Promise<void> {
  const { database, claim, attempt, config } = options;
  const { signal } = attempt;
  const db = database.kysely;
  const date = (): Date => new Date(options.now());
  const store = await options.openStore(config);
  let progress: Progress = { devicesDone: 0, devicesTotal: 0 };
  let savedAt = Number.NEGATIVE_INFINITY;
  const save = async (state: 'exporting' | 'uploaded'): Promise<void> => {
    savedAt = performance.now();
    if (!(await saveProgress(db, claim, { ...progress, state, now: date() }))) throw new ClaimLostError();
    options.onChange();
  };
  // What an attempt that failed or was killed has left half done. Called when none of this one's is under way.
  const prefix = manifestKey({ directory: config.directory, applicationId: claim.applicationId, day: claim.day });
  const abortUploads = async () => store.abortUploads?.(prefix.slice(0, -manifestSuffix.length));
  try {
    const written = await exportDay({
      ...options,
      signal,
      store,
      config,
      onProgress: (now) => {
        progress = now;
        if (performance.now() - savedAt < progressMs) return;
        save('exporting').catch((error) => {
          if (error instanceof ClaimLostError) attempt.lose();
        });
      },
    });
    await abortUploads();
    await save('uploaded');
    await verifyDay({ db, store, claim, target: describeTarget(config), written, signal, now: options.now });
    await writeManifest({
      db,
      store,
      claim,
      directory: config.directory,
      format: config.format ?? 'csv',
      origin: { written: date().toISOString(), by: options.version },
      signal,
    });
  } catch (error) {
    if (!signal.aborted) await abortUploads().catch(() => undefined);
    throw error;
  } finally {
    store.close();
  }
  if (!(await finishDay(db, claim, date()))) throw new ClaimLostError();
}

/**
 * Ends an attempt that has failed: the day is tried again, and while it is the target that fails, so do the application's
 * other days, which therefore wait as long.
 *
 * @returns what went wrong, in words for the application's owner; undefined when the claim no longer held
 */
export async function failDay(
  db: Queryable,
  claim: DayClaim,
  error: unknown,
  options: { now: number; onError: (error: unknown) => void },
): Promise<string | undefined> {
  const ofTarget = error instanceof ObjectStoreError || error instanceof AppError;
  if (!ofTarget) options.onError(error);
  const message = ofTarget ? error.message : 'a fault in the server; its log says more';
  const failures = Math.max(claim.attempts, (await dayQueue.countFailures(db, claim.applicationRowId)) + 1);
  const retryAt = new Date(options.now + backOffMs(backOff, failures));
  const now = new Date(options.now);
  const failed = await dayQueue.retry(db, claim, { error: message, retryAt, holdOthers: ofTarget, now });
  return failed ? message : undefined;
}
