import { setPriority } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { openSandbox } from '../../../platform/sandbox/index.ts';
import type { RunHost } from '../interpreter/host.ts';
import { compileFlow, type Program } from '../interpreter/program.ts';
import { Run } from '../interpreter/run.ts';
import { makeLocalServices } from './local-services.ts';
import { decodeMessages, encodeMessage, Outbox } from './messages.ts';
import {
  atRun,
  beat,
  type CustomNodeAnswer,
  lastRun,
  type RunOrder,
  type ToWorker,
  type WorkerOptions,
} from './protocol.ts';
import { ServiceCalls } from './service-calls.ts';
import { watchRun } from './watch-run.ts';

/**
 * The start of a thread that runs workflows. It interleaves many runs; what they do beyond their payload is called on the main
 * thread. Anything unforeseen ends the thread: its parent then knows which run was at work.
 */
const port = parentPort;
if (!port) throw new Error('This file is the start of a worker thread');

/** How often the thread shows that it gets round to it. */
const beatMs = 250;
/** Processor time and memory of one function node (workflows.md, "8. Durability and isolation (ours)"). */
const scriptLimits = { cpuMs: 1000, memoryBytes: 64 * 1024 * 1024 };
/**
 * Ingest and the API come first where there are not processors for all. Beside a busy thread one so nice gets a quarter of a processor: a
 * script must have its processor time before it is ended by the clock, which is six times as much.
 */
const niceness = 5;
/** Versions of flows that are kept ready to run, and how many nodes they may have together. */
const maxPrograms = 1000;
const maxProgramNodes = 100_000;

// On Linux this is of the thread alone, elsewhere of the whole process.
if (process.platform === 'linux') setPriority(niceness);

const { allowedHosts, shared } = workerData as WorkerOptions;
const memory = new Int32Array(shared);
/** What follows from one message or turn of scripts goes together: ticks come after all promises that are settled. */
const outbox = new Outbox({ later: process.nextTick, post: (text) => port.postMessage(text) });
const tell = (message: string): void => outbox.add(message);
const sandbox = await openSandbox();
const calls = new ServiceCalls(tell, makeLocalServices({ allowedHosts }));
const runs = new Map<number, Run>();
const programs = new LRUCache<string, Program>({
  max: maxPrograms,
  maxSize: maxProgramNodes,
  sizeCalculation: ({ source }) => source.nodes.length + 1,
});
/** Which revision a custom node had when it was called last: what is at hand need not be sent again. */
const customNodes = new LRUCache<string, string>({ max: maxPrograms });

function programOf({ revision, source }: Pick<RunOrder, 'revision' | 'source'>): Program | undefined {
  if (source) programs.set(revision, compileFlow(source));
  return programs.get(revision);
}

function noteAt(runKey: number): void {
  memory[atRun] = runKey;
  memory[lastRun] = runKey;
}

function hostOf({ runKey, isWatched }: RunOrder): RunHost {
  return {
    atNode: () => noteAt(runKey),
    servicesOf: (info, nodeId) => calls.of({ runKey, nodeId, info }),
    async loadCustomNode(info, customNodeId, version) {
      const reference = `${customNodeId}/${version ?? ''}`;
      const known = customNodes.get(reference);
      const question = { customNodeId, version, known: known && programs.has(known) ? known : undefined };
      const answer = (await calls.call({ runKey, nodeId: '', info }, 'engine', 'loadCustomNode', question)) as
        | CustomNodeAnswer
        | undefined;
      if (!answer) return undefined;
      customNodes.set(reference, answer.revision);
      const program = programOf(answer);
      return program ? { program, payload: answer.payload } : undefined;
    },
    runScript: (script, payload, isWanted) =>
      sandbox.runWithOthers({
        ...{ script, payload, ...scriptLimits },
        begin() {
          // Whoever watches the thread must know whose script keeps it.
          noteAt(runKey);
          return isWanted();
        },
      }),
    now: Date.now,
    yieldTurn: () => nextTurn(),
    ...(isWatched ? { watcher: watchRun(runKey, tell) } : {}),
  };
}

async function execute(order: RunOrder): Promise<void> {
  const { runKey, triggerIndex, payload, info, timeoutMs, isStepped } = order;
  const program = programOf(order);
  // The parent remembers what it has sent and cannot know what was dropped.
  if (!program) return tell(encodeMessage({ kind: 'ended', runKey, outcome: 'unknownProgram' }));
  const run = new Run({ program, triggerIndex, payload, info, host: hostOf(order), timeoutMs, isStepped });
  runs.set(runKey, run);
  const outcome = await run.execute();
  runs.delete(runKey);
  calls.forget(runKey);
  tell(encodeMessage({ kind: 'ended', runKey, outcome }));
}

port.on('message', (text: string) => {
  for (const message of decodeMessages<ToWorker>(text)) {
    if (message.kind === 'run') void execute(message.order);
    else if (message.kind === 'cancel') runs.get(message.runKey)?.cancel();
    else if (message.kind === 'step') runs.get(message.runKey)?.step(message);
    else calls.settle(message);
  }
});
// From here on nodes may keep the thread.
Atomics.add(memory, beat, 1);
setInterval(() => {
  // No node is at work now: a thread that gets no processor time from here on is no run's fault.
  Atomics.store(memory, atRun, 0);
  Atomics.add(memory, beat, 1);
}, beatMs);
