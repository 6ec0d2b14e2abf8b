import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FlowSource } from '../interpreter/program.ts';
import { atRun, beat } from './protocol.ts';
import { type RunJob, WorkerThread } from './worker-thread.ts';

/** A thread that takes runs and then never gets round to anything, with the run of this key, or none, at a node. */
const silent = (at: number) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    const memory = new Int32Array(workerData.shared);
    Atomics.store(memory, ${beat}, 1);
    parentPort.on('message', () => {
      Atomics.store(memory, ${atRun}, ${at});
      parentPort.postMessage(JSON.stringify([{ kind: 'call', call: { runKey: 1, callId: 1 } }]));
    });
  `)}`,
  );

let thread: WorkerThread;
const deaths: unknown[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await thread.stop();
  deaths.length = 0;
});

const job: RunJob = {
  revision: 'r',
  source: {} as FlowSource,
  triggerIndex: 0,
  payload: '{}',
  info: { runId: '', applicationId: '', flowId: '', flowVersion: '', triggerType: '', triggerId: '' },
  timeoutMs: 60_000,
  isWatched: false,
  isStepped: false,
  serve: () => Promise.resolve(undefined),
};

async function runOverdue(at: number) {
  thread = new WorkerThread({ file: silent(at), allowedHosts: [], onDeath: (error) => deaths.push(error) });
  const taken = Promise.withResolvers<void>();
  const serve = async () => taken.resolve();
  const outcomes = Promise.all([thread.run({ ...job, serve }).outcome, thread.run(job).outcome]);
  await taken.promise;
  vi.advanceTimersByTime(10_000);
  return outcomes;
}

it('fails the run whose node keeps its thread too long, and begins the others anew', async () => {
  const outcomes = await runOverdue(2);
  expect(outcomes).toEqual(['lost', expect.objectContaining({ status: 'failed' })]);
  expect(outcomes[1]).toMatchObject({ error: { error: { name: 'TimeoutError' } } });
});

it('fails no run that waits while its thread gets no processor time', async () => {
  expect(await runOverdue(0)).toEqual(['lost', 'lost']);
  expect(deaths).toHaveLength(1);
});
