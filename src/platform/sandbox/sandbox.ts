import { FunctionNodeError } from './function-node-error.ts';
import { QuickJsEngines, runAtMost } from './quickjs-engines.ts';
import { type SandboxCall, type SandboxResult, ScriptRun } from './script-run.ts';

/**
 * Where scripts of workflows run: QuickJS in WebAssembly, which has no way out to Node.js, the network or files. Scripts
 * run one after the other, in a fresh context each.
 */
export interface Sandbox {
  /**
   * Runs a script to its end (workflows.md, 5 and 8): synchronous JavaScript (ES2023) with `Buffer` and `console.log`, times
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
const clockFactor = 4;

/** One for each thread. The first takes some 30 ms, a call about half a millisecond. */
export async function openSandbox(): Promise<Sandbox> {
  const engines = await QuickJsEngines.open();
  return {
    run: (call) => runIn(engines, call),
    ready: () => engines.ready(),
    close: () => engines.close(),
  };
}

function runIn(engines: QuickJsEngines, call: SandboxCall): SandboxResult {
  const engine = engines.current;
  if (!engine) throw new FunctionNodeError('Error', 'the sandbox is being started again: other scripts have broken it');
  let outcome: { result: SandboxResult } | { error: FunctionNodeError } | undefined;
  try {
    runAtMost(() => {
      const run = new ScriptRun(engine.module, call);
      outcome = attempt(run);
      run.dispose();
    }, call.cpuMs * clockFactor);
  } catch (error) {
    engines.replace();
    // Otherwise only what the script left behind could not be cleared away.
    outcome ??= { error: toFunctionNodeError(error, call) };
  }
  if (!outcome) throw new Error('a script ended without an outcome');
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

function attempt(run: ScriptRun): { result: SandboxResult } | { error: FunctionNodeError } {
  try {
    return { result: run.run() };
  } catch (error) {
    if (error instanceof FunctionNodeError) return { error };
    throw error;
  }
}

/** Of what broke the engine. */
function toFunctionNodeError(error: unknown, { cpuMs }: SandboxCall): FunctionNodeError {
  if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
    return new FunctionNodeError('TimeoutError', `a script must not take longer than ${cpuMs} ms`);
  if (error instanceof RangeError)
    return new FunctionNodeError('RangeError', 'functions must not call each other so deep');
  return new FunctionNodeError('Error', 'the script broke the sandbox, which was started again');
}
