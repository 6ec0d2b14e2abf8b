import { EnginePool } from './engine-pool.ts';
import { FunctionNodeError } from './function-node-error.ts';
import { runAtMost } from './run-at-most.ts';
import { type ScriptOutcome, ScriptQueue, type WaitingCall } from './script-queue.ts';
import {
  outOfMemory,
  type SandboxCall,
  type SandboxResult,
  ScriptRun,
  startTurn,
  type TurnStart,
} from './script-run.ts';

/**
 * Where scripts of workflows run: QuickJS in WebAssembly, which has no way out to Node.js, the network or files. Scripts
 * run one after the other, in a fresh context each.
 */
export interface Sandbox {
  /**
   * Runs a script to its end (workflows.md, "5. Nodes"; workflows.md, "8. Durability and isolation (ours)"): synchronous JavaScript (ES2023) with `Buffer` and `console.log`, times
   * in UTC. What is not JSON in its result is lost, but Dates stay.
   *
   * @throws FunctionNodeError also when it takes too much time (`FunctionNodeTimeoutError`), memory (`FunctionNodeMemoryError`)
   * or result (`FunctionNodePayloadTooLarge`)
   */
  run(call: SandboxCall): SandboxResult;
  /** As `run`, together with others that wait in this turn of the event loop, which is far cheaper. */
  runWithOthers(call: WaitingCall): Promise<SandboxResult>;
  /** To be awaited between the runs of different flows: several that broke the engine one after the other need a new one. */
  ready(): Promise<void>;
  close(): void;
}

/** By the clock, in multiples of the processor time that a script may have: only native code that does not end needs it. */
const clockFactor = 6;

/** One for each thread. The first takes some 30 ms, a call about half a millisecond. */
export async function openSandbox(): Promise<Sandbox> {
  const engines = await EnginePool.open();
  const queue = new ScriptQueue((calls, turnMs) => runSome(engines, calls, turnMs));
  return {
    run: (call) => runIn(engines, call),
    runWithOthers: (call) => queue.run(call),
    ready: () => engines.ready(),
    close: () => engines.close(),
  };
}

function runIn(engines: EnginePool, call: SandboxCall): SandboxResult {
  const [outcome] = runGuarded(engines, [{ ...call, begin: () => true }], 0);
  if (!outcome || 'error' in outcome) throw outcome?.error ?? notReady();
  return outcome.result;
}

/** Scripts of one turn. Where one has broken the last engine at hand, the next wait for another. */
async function runSome(
  engines: EnginePool,
  calls: readonly WaitingCall[],
  turnMs: number,
): Promise<readonly ScriptOutcome[]> {
  if (!engines.current) await engines.ready();
  return runGuarded(engines, calls, turnMs);
}

/**
 * Runs scripts one after the other until `turnMs` are over, at least one. The guard is theirs together: as no script begins after the
 * turn, one that it ends has had its time but for that.
 */
function runGuarded(engines: EnginePool, calls: readonly WaitingCall[], turnMs: number): ScriptOutcome[] {
  const outcomes: ScriptOutcome[] = [];
  const guardMs = Math.max(...calls.map(({ cpuMs }) => cpuMs)) * clockFactor + turnMs;
  const turn = startTurn();
  const endAt = turn.at + turnMs;
  const runNext = (): void => {
    while (outcomes.length < calls.length && engines.current) {
      outcomes.push(runOne(engines, calls[outcomes.length] as WaitingCall, turn));
      if (performance.now() >= endAt) return;
    }
  };
  try {
    runAtMost(runNext, guardMs);
  } catch (error) {
    const ended = calls[outcomes.length];
    // The guard came when the last of them had its outcome; only the engine cannot be trusted after that.
    if (!ended) {
      engines.replace();
      return outcomes;
    }
    const isMemoryOver = engines.current?.isMemoryOver ?? false;
    engines.replace();
    outcomes.push({ error: toFunctionNodeError(error, ended, isMemoryOver) });
  }
  return outcomes;
}

function runOne(engines: EnginePool, call: WaitingCall, turn: TurnStart): ScriptOutcome {
  const engine = engines.current;
  if (!engine) return { error: notReady() };
  if (!call.begin()) return { error: new FunctionNodeError('Error', 'the run has ended') };
  try {
    return { result: new ScriptRun(engine, call, turn).run() };
  } catch (error) {
    if (error instanceof FunctionNodeError) return { error };
    const { isMemoryOver } = engine;
    engines.replace();
    return { error: toFunctionNodeError(error, call, isMemoryOver) };
  }
}

function notReady(): FunctionNodeError {
  return new FunctionNodeError('Error', 'the sandbox is being started again: other scripts have broken it');
}

/** Of what broke the engine. */
function toFunctionNodeError(error: unknown, call: SandboxCall, isMemoryOver: boolean): FunctionNodeError {
  const { cpuMs } = call;
  if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
    return new FunctionNodeError('TimeoutError', `a script must not take longer than ${cpuMs} ms`);
  if (isMemoryOver) return outOfMemory(call);
  if (error instanceof RangeError)
    return new FunctionNodeError('RangeError', 'functions must not call each other so deep');
  return new FunctionNodeError('Error', 'the script broke the sandbox, which was started again');
}
