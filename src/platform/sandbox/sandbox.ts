import { EnginePool } from './engine-pool.ts';
import { FunctionNodeError } from './function-node-error.ts';
import { runAtMost } from './run-at-most.ts';
import { outOfMemory, type SandboxCall, type SandboxResult, ScriptRun } from './script-run.ts';

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
  /** To be awaited between the runs of different flows: several that broke the engine one after the other need a new one. */
  ready(): Promise<void>;
  close(): void;
}

/** By the clock, in multiples of the processor time that a script may have: only native code that does not end needs it. */
const clockFactor = 6;

/** One for each thread. The first takes some 30 ms, a call about half a millisecond. */
export async function openSandbox(): Promise<Sandbox> {
  const engines = await EnginePool.open();
  return {
    run: (call) => runIn(engines, call),
    ready: () => engines.ready(),
    close: () => engines.close(),
  };
}

function runIn(engines: EnginePool, call: SandboxCall): SandboxResult {
  const engine = engines.current;
  if (!engine) throw new FunctionNodeError('Error', 'the sandbox is being started again: other scripts have broken it');
  try {
    return runAtMost(() => new ScriptRun(engine, call).run(), call.cpuMs * clockFactor);
  } catch (error) {
    if (error instanceof FunctionNodeError) throw error;
    engines.replace();
    throw toFunctionNodeError(error, call, engine.isMemoryOver);
  }
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
