import type { SandboxCall, SandboxResult } from './script-run.ts';

/** How long scripts keep the thread before whatever else runs there has a turn. */
const turnMs = 8;

/** Scripts of one turn, in their order; those that it did not come to are left for the next. */
export type RunSome = (calls: readonly WaitingCall[], turnMs: number) => Promise<readonly ScriptOutcome[]>;

export type ScriptOutcome = { readonly result: SandboxResult } | { readonly error: unknown };

/** A call that waits for its turn. */
export interface WaitingCall extends SandboxCall {
  /** Told right before the script runs. False: nobody wants it any more, and it is left out. */
  readonly begin: () => boolean;
}

/**
 * Gathers the scripts that the runs of a thread come to within one turn of its event loop, and runs them one after the other under
 * one guard: the guard is a thread of its own that the operating system has to start and end, and costs a few times as much as a
 * usual script. Bounded by the runs of the thread, each of whose paths waits for one script.
 */
export class ScriptQueue {
  readonly #runSome: RunSome;
  #waiting: { readonly call: WaitingCall; readonly done: (outcome: ScriptOutcome) => void }[] = [];
  #isWorking = false;

  constructor(runSome: RunSome) {
    this.#runSome = runSome;
  }

  /** @throws FunctionNodeError */
  async run(call: WaitingCall): Promise<SandboxResult> {
    const outcome = await new Promise<ScriptOutcome>((done) => {
      this.#waiting.push({ call, done });
      this.#workSoon();
    });
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  }

  #workSoon(): void {
    if (this.#isWorking || this.#waiting.length === 0) return;
    this.#isWorking = true;
    setImmediate(() => void this.#work());
  }

  async #work(): Promise<void> {
    const taken = this.#waiting;
    this.#waiting = [];
    let outcomes: readonly ScriptOutcome[];
    try {
      outcomes = await this.#runSome(
        taken.map(({ call }) => call),
        turnMs,
      );
    } catch (error) {
      outcomes = taken.map(() => ({ error }));
    }
    this.#waiting.unshift(...taken.slice(outcomes.length));
    this.#isWorking = false;
    for (const [index, outcome] of outcomes.entries()) taken[index]?.done(outcome);
    this.#workSoon();
  }
}
