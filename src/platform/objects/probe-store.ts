import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { digest } from './metered-body.ts';
import { type ObjectStore, ObjectStoreError, type StoreFault } from './object-store.ts';

export interface ProbeStep {
  readonly step: 'write' | 'read' | 'remove';
  readonly success: boolean;
  readonly message: string;
}

/** What became of a test of a target. */
export interface ProbeResult {
  readonly success: boolean;
  /** In words for people, with what to mend. */
  readonly message: string;
  /** Those that were tried: nothing is read where nothing could be written. */
  readonly steps: readonly ProbeStep[];
}

/** Somebody waits for the answer; a store that needs longer for a few bytes is not one to archive to. */
const defaultStepMs = 15_000;

const advice: Readonly<Record<StoreFault, string>> = {
  credentials: 'Check the key and its secret: whether they are whole, still active, and of this account.',
  bucket: 'Check the name of the bucket or container, and that it exists in this account.',
  region: 'Give the region in which the bucket lies.',
  permission: 'The key needs to be allowed to write, read, list and delete objects there.',
  clock: 'Set the clock of the server; the store refuses requests that are more than some minutes off.',
  network: 'Check the endpoint, and that the server may reach it: name resolution, firewall, proxy, certificate.',
  full: 'Make room there, or raise its quota.',
  other: 'What the store said is all there is to know.',
};

/**
 * Writes, reads and removes a small object of its own, and says in words what is wrong. Never throws for a fault of the
 * store. What it wrote it removes even where reading failed.
 *
 * @param options.directory where in the store, as in an archive configuration
 * @param options.stepMs how long each step may take
 */
export async function probeStore(
  store: ObjectStore,
  options: { directory?: string | undefined; stepMs?: number } = {},
): Promise<ProbeResult> {
  const { directory = '', stepMs = defaultStepMs } = options;
  const name = `signalbox-probe-${randomUUID()}.txt`;
  const key = [...directory.split('/').filter((step) => step !== ''), name].join('/');
  const content = Buffer.from(`Written by Signalbox to see whether it can. It may be deleted. ${randomUUID()}\n`);
  const steps: ProbeStep[] = [];

  const attempt = async (step: ProbeStep['step'], done: string, work: (signal: AbortSignal) => Promise<void>) => {
    try {
      await withinTime(stepMs, work);
      steps.push({ step, success: true, message: done });
      return true;
    } catch (error) {
      steps.push({ step, success: false, message: describe(error) });
      return false;
    }
  };

  const written = await attempt('write', 'An object was written and confirmed.', async (signal) => {
    await store.put(key, only(content), { contentType: 'text/plain; charset=utf-8', signal });
  });
  if (written) {
    await attempt('read', 'It was read back as it was written.', async () => {
      const found = await digest(store.read(key));
      const sent = await digest(only(content));
      if (found.sha256 !== sent.sha256) throw new ObjectStoreError('other', 'the object reads back differently');
    });
    await attempt('remove', 'It was removed.', async () => {
      await store.delete(key);
      if (await store.stat(key)) throw new ObjectStoreError('other', 'the object is still there after its removal');
    });
  } else {
    // It may be there all the same: written, but not confirmed.
    await withinTime(stepMs, () => store.delete(key)).catch(() => {});
  }
  const failed = steps.find(({ success }) => !success);
  return {
    success: failed === undefined,
    message: failed ? `The archive cannot ${failed.step}: ${failed.message}` : 'The archive can be used.',
    steps,
  };
}

async function* only(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

/** Ends the wait, not always the work: a request that hangs ends with its own timeout. */
async function withinTime<Result>(ms: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const late = new ObjectStoreError('network', `the store did not answer within ${Math.ceil(ms / 1000)} seconds`);
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop.abort(late);
      reject(late);
    }, ms);
  });
  try {
    return await Promise.race([work(stop.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}

function describe(error: unknown): string {
  if (error instanceof ObjectStoreError) return `${error.message}. ${advice[error.kind]}`;
  if (error instanceof AppError) return error.message;
  // A fault of ours: its text is for the log, which the caller does not see.
  return 'the server failed to try it';
}
