import { setImmediate, setTimeout } from 'node:timers/promises';
import { FairGate } from './fair-gate.ts';

/** What takes less is no burden to anybody, ms. */
const light = 4;
/** The longest rest after one, ms. */
const longestRest = 50;

/**
 * Lets what takes this thread a while be done one after the other, each in a turn of the event loop of its own and followed by a rest
 * about as long as it took: whoever waits for the thread meanwhile gets on, however many stand in line. Owners take turns.
 */
export class InTurn {
  readonly #line = new FairGate({ atOnce: 1, perOwner: 1, maxWaiting: Number.POSITIVE_INFINITY, refusal: '' });

  /**
   * Resolves when it is the caller's turn, which lasts until it next waits for anything.
   *
   * @param owner of whose load this is part
   */
  async take(owner = ''): Promise<void> {
    const leave = await this.#line.enter(owner);
    void rest(performance.now(), leave);
  }
}

async function rest(since: number, leave: () => void): Promise<void> {
  await setImmediate();
  const took = performance.now() - since;
  if (took > light) await setTimeout(Math.min(took, longestRest));
  leave();
}
