import type { ExactNumber } from '../../kernel/json-text.ts';
import type { FlowRef } from './runnable.ts';

/**
 * The entries that a workflow keeps from run to run; all its versions share them (workflows.md, "1. The flow resource").
 * Values are JSON values; what JSON cannot hold is stored as `JSON.stringify` writes it.
 */
export interface FlowStorage {
  readAll(flow: FlowRef): Promise<Record<string, unknown>>;
  /** Undefined: there is no such entry. */
  get(flow: FlowRef, key: string): Promise<unknown>;
  /**
   * Undefined deletes, null is stored. Returns the value from before.
   * @throws AppError Validation for a key or value out of bounds, or when the workflow has too many entries or bytes
   */
  set(flow: FlowRef, key: string, value: unknown): Promise<unknown>;
  /**
   * Adds to a number, atomically; an entry that is not there counts as 0. Returns the sum, that of integers with all its digits.
   * @throws AppError Validation when the value is no number, when the sum would lose digits, and as `set`
   */
  increment(flow: FlowRef, key: string, by: number | ExactNumber): Promise<number | ExactNumber>;
  /** Removes all entries and the state of nodes; returns the entries from before. */
  clear(flow: FlowRef): Promise<Record<string, unknown>>;
  /**
   * The state that a node keeps (Latch, Throttle, Branch On Change), which is not listed: `change` is given what is
   * stored (undefined: nothing) and returns what to store instead (undefined: nothing; the same value: no write).
   * Nobody else changes it in between. Returns what `change` returned. `key` is made of node id and state id.
   */
  changeState<State>(
    flow: FlowRef,
    key: string,
    change: (state: State | undefined) => State | undefined,
  ): Promise<State | undefined>;
}
