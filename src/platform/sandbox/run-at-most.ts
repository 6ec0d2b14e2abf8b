import { createContext, Script } from 'node:vm';

const held: { work: (() => unknown) | undefined } = { work: undefined };
const heldContext = createContext(held);
const callWork = new Script('work()');

/**
 * Runs it, and ends it after so many ms even in the middle of native code, which asks nobody whether to go on. What was
 * running in an engine leaves it unusable then.
 *
 * @throws Error with the code ERR_SCRIPT_EXECUTION_TIMEOUT
 */
export function runAtMost<Result>(work: () => Result, ms: number): Result {
  held.work = work;
  try {
    return callWork.runInContext(heldContext, { timeout: ms }) as Result;
  } finally {
    held.work = undefined;
  }
}
