import type { FlowRef, FlowStorage } from '../../workflows/index.ts';

/** What one workflow may send of a kind, by whatever server its runs go (workflows.md, "5. Nodes", StructureEmail): so many at once, then one a minute. */
const burst = 10;
const perMessageMs = 60_000;

interface Allowance {
  readonly left: number;
  readonly at: number;
}

/**
 * Takes one message of what a workflow may send. Returns false when there is none left.
 *
 * @param key Of the kind of message; begins with a slash, as no id of a node does
 */
export async function takeFromAllowance(
  storage: FlowStorage,
  flow: FlowRef,
  key: `/${string}`,
  now: () => number,
): Promise<boolean> {
  let isAllowed = false;
  await storage.changeState<Allowance>(flow, key, (stored) => {
    const time = now();
    const before = stored ?? { left: burst, at: time };
    // A clock that was put back gives nothing.
    const left = Math.min(before.left + Math.max(time - before.at, 0) / perMessageMs, burst);
    isAllowed = left >= 1;
    return isAllowed ? { left: left - 1, at: time } : stored;
  });
  return isAllowed;
}
