import { setTimeout } from 'node:timers/promises';
import type { ActiveTrigger } from '../workflows/index.ts';
import type { LimitNotes } from './limit-notes.ts';
import type { WaitingBound } from './waiting-bound.ts';

/** How often it is asked whether there is room again. */
const fullMs = 1_000;

/**
 * Holds back whoever causes runs while as much waits as may (workflows.md, "8. Durability and isolation (ours)"): those that
 * can be told so are refused, the others are acknowledged later. What is held back keeps its order within an application.
 */
export class WaitingGate {
  readonly #waiting: WaitingBound;
  readonly #notes: LimitNotes;
  /** What is held back of an application, up to the last. Bounded by what its senders may have unacknowledged. */
  readonly #held = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(options: { waiting: WaitingBound; notes: LimitNotes }) {
    this.#waiting = options.waiting;
    this.#notes = options.notes;
  }

  /** Whether `hold` would hold nothing back; to be asked before what is dear to find out. */
  hasRoom(applicationRowId: number): boolean {
    return !this.#held.has(applicationRowId) && !this.#waiting.glance(applicationRowId);
  }

  /**
   * Undefined where there is room, which costs nothing; else what is to be waited for before anything is taken. It rejects when
   * the server stops: what is held back then must not be acknowledged.
   *
   * @param triggers those that it would start
   */
  hold(applicationRowId: number, triggers: readonly ActiveTrigger[]): Promise<void> | undefined {
    if (triggers.length === 0) return undefined;
    const before = this.#held.get(applicationRowId);
    if (!before && !this.#waiting.glance(applicationRowId)) return undefined;
    this.#notes.add(applicationRowId, triggers, 'as much waits for the workflows of the application as may');
    const held = (before ?? Promise.resolve()).then(() => this.#untilRoom(applicationRowId));
    this.#held.set(applicationRowId, held);
    const release = (): void => {
      if (this.#held.get(applicationRowId) === held) this.#held.delete(applicationRowId);
    };
    held.then(release, release);
    return held;
  }

  /** For those that can be told so. Not to be called in a transaction. @throws AppError Throttled */
  async requireRoom(applicationRowId: number, triggers: readonly ActiveTrigger[]): Promise<void> {
    if (triggers.length === 0 || !(await this.#waiting.isFull(applicationRowId))) return;
    this.#notes.add(applicationRowId, triggers, 'as much waits for the workflows of the application as may');
    await this.#waiting.check(applicationRowId);
  }

  /** Gives up what is held back. */
  stop(): void {
    this.#stopping.abort(new Error('the server is stopping'));
  }

  async #untilRoom(applicationRowId: number): Promise<void> {
    this.#stopping.signal.throwIfAborted();
    while (await this.#waiting.isFull(applicationRowId)) {
      await setTimeout(fullMs, undefined, { signal: this.#stopping.signal });
    }
  }
}
