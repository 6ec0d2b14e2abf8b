import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { toErrorShape } from '../../workflow-nodes/index.ts';
import type { RunOutcome } from '../interpreter/host.ts';
import type { FlowSource } from '../interpreter/program.ts';
import { decodeMessages, encodeMessage, encodeOrder, Outbox } from './messages.ts';
import {
  atRun,
  beat,
  type FromWorker,
  lastRun,
  type RunEvent,
  type RunOrder,
  type ServiceCall,
  sharedBytes,
  type ToWorker,
} from './protocol.ts';

/** How often the thread's beat is looked at, and how often it may be missing: a node that keeps its thread longer is ended. */
const lookMs = 500;
const maxMissed = 12;
/** How often until the first beat: a busy machine takes its time to load a thread's modules, and nothing runs in it before. */
const maxMissedAtStart = 240;
/** As many as a worker keeps at least. */
const maxKnown = 500;
/** Old space of one thread; what needs more ends with its run. */
const maxHeapMb = 512;
/** What is new in it, most of it garbage soon: without a bound it grows to 64 MiB in a thread that renders long texts, and stays so. */
const maxYoungMb = 16;

/** A run for a worker. */
export interface RunJob extends Omit<RunOrder, 'runKey' | 'source' | 'payload'> {
  readonly source: FlowSource;
  /** A text of `encodePayload`. */
  readonly payload: string;
  /** Does what a node asks for beyond its payload. */
  readonly serve: (call: ServiceCall, argument: unknown) => Promise<unknown>;
  readonly onEvents?: (events: readonly RunEvent[]) => void;
}

/** What has become of a job: its outcome, or that its thread has ended before it did, through no fault of the run. */
export type JobOutcome = RunOutcome | 'lost';

/** A job that goes on. */
export interface StartedJob {
  readonly outcome: Promise<JobOutcome>;
  readonly cancel: () => void;
  /** Of a job that waits before its nodes. */
  readonly step: (all: boolean) => void;
}

interface OpenJob {
  readonly job: RunJob;
  readonly finish: (outcome: JobOutcome) => void;
}

/** One thread that runs workflows, seen from the server's. Starts when it is first used, and anew after it has died. */
export class WorkerThread {
  readonly #file: URL;
  readonly #allowedHosts: readonly string[];
  readonly #onDeath: (error: unknown) => void;
  readonly #jobs = new Map<number, OpenJob>();
  #worker: Worker | undefined;
  /** All that is sent in one turn of the event loop goes together: a message of its own costs as much as a short node. */
  readonly #outbox = new Outbox({
    later: setImmediate,
    post: (text) => {
      if (this.#isStopped) return;
      this.#worker ??= this.#start();
      this.#worker.postMessage(text);
    },
  });
  #memory = new Int32Array(new SharedArrayBuffer(sharedBytes));
  #known = new LRUCache<string, true>({ max: maxKnown });
  #nextKey = 1;
  #timer: NodeJS.Timeout | undefined;
  #missed = { beat: 0, count: 0 };
  #isOverdue = false;
  #lastError: unknown;
  #isStopped = false;

  constructor(options: { file: URL; allowedHosts: readonly string[]; onDeath: (error: unknown) => void }) {
    this.#file = options.file;
    this.#allowedHosts = options.allowedHosts;
    this.#onDeath = options.onDeath;
  }

  /** Runs that have not ended. */
  get size(): number {
    return this.#jobs.size;
  }

  /** Resolves, whatever comes of the run. `cancel` ends it at the next node. */
  run(job: RunJob): StartedJob {
    const runKey = this.#nextKey;
    this.#nextKey = (this.#nextKey % 0x7fffffff) + 1;
    const outcome = new Promise<JobOutcome>((finish) => this.#jobs.set(runKey, { job, finish }));
    this.#order(runKey, job);
    return {
      outcome,
      cancel: () => this.#send({ kind: 'cancel', runKey }),
      step: (all) => this.#send({ kind: 'step', runKey, all }),
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#worker?.terminate();
  }

  #order(runKey: number, job: RunJob, { again = false } = {}): void {
    const { revision, source, triggerIndex, payload, info, timeoutMs, isWatched, isStepped } = job;
    const isKnown = !again && this.#known.has(revision);
    this.#known.set(revision, true);
    const order = { runKey, revision, triggerIndex, info, timeoutMs, isWatched, isStepped };
    this.#outbox.add(encodeOrder(order, payload, isKnown ? undefined : source));
  }

  #send(message: ToWorker): void {
    this.#outbox.add(encodeMessage(message));
  }

  #start(): Worker {
    this.#memory = new Int32Array(new SharedArrayBuffer(sharedBytes));
    this.#known.clear();
    this.#missed = { beat: 0, count: 0 };
    this.#isOverdue = false;
    const worker = new Worker(this.#file, {
      workerData: { shared: this.#memory.buffer, allowedHosts: this.#allowedHosts },
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb, maxYoungGenerationSizeMb: maxYoungMb },
      // Nothing of the server's settings is there to be read.
      env: { TZ: 'UTC' },
    });
    worker.on('message', (text: string) => {
      for (const message of decodeMessages<FromWorker>(text)) this.#receive(message);
    });
    worker.on('error', (error) => {
      this.#lastError = error;
    });
    worker.on('exit', () => this.#onExit(worker));
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), lookMs);
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'call') return void this.#serve(message.call);
    const open = this.#jobs.get(message.runKey);
    if (!open) return;
    if (message.kind === 'events') return open.job.onEvents?.(message.events);
    const { outcome } = message;
    if (outcome === 'unknownProgram') return this.#order(message.runKey, open.job, { again: true });
    this.#jobs.delete(message.runKey);
    open.finish(outcome);
  }

  async #serve(call: ServiceCall): Promise<void> {
    const open = this.#jobs.get(call.runKey);
    if (!open) return;
    const { callId } = call;
    const worker = this.#worker;
    let answer: string;
    try {
      answer = encodeMessage({ kind: 'returned', callId, value: await open.job.serve(call, call.argument) });
    } catch (error) {
      const isApiError = (error as Error)?.name === 'AppError';
      answer = encodeMessage({ kind: 'returned', callId, error: { ...toErrorShape(error), isApiError } });
    }
    // A thread that was started meanwhile has calls of the same numbers.
    if (worker === this.#worker) this.#outbox.add(answer);
  }

  /** Ends the thread when it does not get round to its beat. Looks are counted, not ms: a machine that slept is no fault. */
  #look(): void {
    const now = Atomics.load(this.#memory, beat);
    const isMissing = now === this.#missed.beat && this.#jobs.size > 0;
    this.#missed = { beat: now, count: isMissing ? this.#missed.count + 1 : 0 };
    if (this.#missed.count < (now === 0 ? maxMissedAtStart : maxMissed) || this.#isOverdue) return;
    this.#isOverdue = true;
    void this.#worker?.terminate();
  }

  /** The run whose node was being executed fails; the others go on from their beginning, on a new thread. */
  #onExit(worker: Worker): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    // Of its runs, which begin anew as a whole.
    this.#outbox.clear();
    clearInterval(this.#timer);
    const jobs = [...this.#jobs];
    this.#jobs.clear();
    if (this.#isStopped) {
      for (const [, { finish }] of jobs) finish('lost');
      return;
    }
    const isOverdue = this.#isOverdue;
    // Who was given no processor time is not guilty of it; memory may have been taken by what went on after the node.
    const guilty = Atomics.load(this.#memory, isOverdue ? atRun : lastRun);
    this.#onDeath(isOverdue ? new Error('a node kept its thread too long') : this.#lastError);
    const message = isOverdue
      ? 'A node kept its thread for too long'
      : 'The thread of the run has ended: the run needed too much memory';
    for (const [runKey, { finish }] of jobs) {
      if (runKey === guilty) finish(killed(isOverdue ? 'TimeoutError' : 'WorkerEnded', message));
      else finish('lost');
    }
  }
}

function killed(name: string, message: string): RunOutcome {
  const error = { error: { name, message }, nodeId: '', nodeType: '', path: [], payload: undefined };
  return { status: 'failed', pathsCompleted: 0, pathsFailed: 1, nodes: 0, error };
}
