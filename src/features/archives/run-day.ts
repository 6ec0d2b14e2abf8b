import { AppError } from '../../kernel/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import { type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import { backOffMs } from './back-off.ts';
import { ClaimLostError } from './claim-lost.ts';
import { exportDay } from './export-day.ts';
import {
  type Claim,
  cancelDay,
  countFailures,
  failDay,
  finishDay,
  type Progress,
  releaseClaim,
  renewClaim,
  saveProgress,
} from './job-store.ts';
import { manifestKey, manifestSuffix } from './manifest.ts';
import { describeTarget } from './selection.ts';
import { verifyDay } from './verify-day.ts';
import { writeManifest } from './write-manifest.ts';

/** Often enough for somebody who watches; each costs a commit. */
const progressMs = 1000;
/** Several times within the 30 s that a claim holds. */
const renewMs = 5000;

export interface RunDayOptions {
  readonly database: Database;
  readonly claim: Claim;
  readConfig(applicationRowId: number): Promise<ArchiveConfig | null>;
  openStore(config: ArchiveConfig): Promise<ObjectStore>;
  readonly isReporting: () => boolean;
  /** Aborts when the server is stopping, or when the job was cancelled here. */
  readonly signal: AbortSignal;
  /** The job has come on; whoever watches wants to be told. */
  readonly onChange: () => void;
  /** A fault that is not the target's or the configuration's, for the server's own log. */
  readonly onError: (error: unknown) => void;
  readonly version: string;
  readonly now: () => number;
}

export type DayOutcome = 'verified' | 'cancelled' | 'failed' | 'released' | 'lost';

/** One attempt at one day: exporting, uploaded, verified - or failed, with the reason and the time of the next attempt. */
export async function runDay(options: RunDayOptions): Promise<{ outcome: DayOutcome; error?: string }> {
  const { database, claim } = options;
  const db = database.kysely;
  const lost = new AbortController();
  const signal = AbortSignal.any([options.signal, lost.signal]);
  const renewal = setInterval(() => {
    renewClaim(db, claim).then(
      (held) => held || lost.abort(new ClaimLostError()),
      // The database may come back before the claim runs out; the work itself will notice when not.
      () => undefined,
    );
  }, renewMs);
  try {
    const config = await options.readConfig(claim.applicationRowId);
    if (!config) {
      const error = 'the archive configuration was removed';
      await cancelDay(db, { applicationRowId: claim.applicationRowId, id: claim.id, error, now: date() });
      return { outcome: 'cancelled', error };
    }
    await archiveDay(config);
    if (!(await finishDay(db, claim, date()))) throw new ClaimLostError();
    return { outcome: 'verified' };
  } catch (error) {
    if (options.signal.aborted || error instanceof ClaimLostError || lost.signal.aborted) {
      const stopping = options.signal.aborted && !lost.signal.aborted;
      await releaseClaim(db, claim).catch(() => undefined);
      return { outcome: stopping ? 'released' : 'lost' };
    }
    return await fail(error);
  } finally {
    clearInterval(renewal);
    options.onChange();
  }

  async function archiveDay(config: ArchiveConfig): Promise<void> {
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
            if (error instanceof ClaimLostError) lost.abort(error);
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
  }

  async function fail(error: unknown): Promise<{ outcome: DayOutcome; error: string }> {
    const ofTarget = error instanceof ObjectStoreError || error instanceof AppError;
    if (!ofTarget) options.onError(error);
    const message = ofTarget ? error.message : 'a fault in the server; its log says more';
    const failures = Math.max(claim.attempts, (await countFailures(db, claim.applicationRowId)) + 1);
    const retryAt = new Date(options.now() + backOffMs(failures));
    await failDay(db, claim, { error: message, retryAt, holdOthers: ofTarget, now: date() });
    return { outcome: 'failed', error: message };
  }

  function date(): Date {
    return new Date(options.now());
  }
}
