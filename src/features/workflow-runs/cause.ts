import { AsyncLocalStorage } from 'node:async_hooks';
import type { Relay } from '../../kernel/relay.ts';

/** The workflow that causes whatever happens while one of its nodes acts. */
export interface Cause {
  readonly relay: Relay;
  /** How many workflows in a row have led here, this one included. */
  readonly chain: number;
}

const causes = new AsyncLocalStorage<{ cause: Cause; isOver: boolean }>();

/** Does what a node does; whatever is stored meanwhile to start workflows is known to come of it. */
export async function causing<Result>(cause: Cause, work: () => Promise<Result>): Promise<Result> {
  const scope = { cause, isOver: false };
  try {
    return await causes.run(scope, work);
  } finally {
    // What was begun meanwhile and goes on for others must not be taken for this workflow's.
    scope.isOver = true;
  }
}

/** Undefined: no workflow is at work. */
export function currentCause(): Cause | undefined {
  const scope = causes.getStore();
  return scope && !scope.isOver ? scope.cause : undefined;
}
