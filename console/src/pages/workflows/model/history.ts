import type { Draft } from './draft.ts';

/** What was done, to be undone. */
export interface History {
  readonly past: readonly Draft[];
  readonly present: Draft;
  readonly future: readonly Draft[];
  /** What the last change was: the next one of the same kind joins it, so that typing a word is one step. */
  readonly tag: string | undefined;
}

/** Steps that can be undone: a few hours of work. Steps share what they have in common. */
const mostSteps = 200;

/** A history that begins here, with nothing to undo or redo. */
export function startHistory(present: Draft): History {
  return { past: [], present, future: [], tag: undefined };
}

/** One more step. Changes with the same tag, one after the other, are one step. */
export function record(history: History, next: Draft, tag?: string): History {
  if (next === history.present) return history;
  const isSameStep = tag !== undefined && tag === history.tag;
  const past = isSameStep ? history.past : [...history.past, history.present].slice(-mostSteps);
  return { past, present: next, future: [], tag };
}

/** One step back, which `redo` takes forward again; the same history when there is no step. */
export function undo(history: History): History {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  const { past, present, future } = history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future], tag: undefined };
}

/**
 * One step that was undone, done again; the same history when there is none. The next change forgets what could be
 * redone.
 */
export function redo(history: History): History {
  const [after, ...future] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.present], present: after, future, tag: undefined };
}
