import { isContainer, toNumber as readNumber } from '../../platform/language/index.ts';

/**
 * What nodes remember from run to run (workflows.md, "5. Nodes": Latch, Throttle, BranchOnChange). Each change is a pure function of what
 * is stored, so that whoever keeps the state can do it without anybody else in between.
 */
export type NodeStateChange = LatchChange | ThrottleChange | ValueChange;

export interface LatchChange {
  readonly kind: 'latch';
  /** What the expressions said. */
  readonly latch: boolean;
  readonly reset: boolean;
}

export interface ThrottleChange {
  readonly kind: 'throttle';
  /** Epoch ms. */
  readonly now: number;
  /** Ms that must have passed since it last let a path through. */
  readonly intervalMs: number;
}

export interface ValueChange {
  readonly kind: 'value';
  readonly value: unknown;
  /** Epoch ms. */
  readonly now: number;
  readonly changeType: ValueChangeType;
  readonly threshold: number;
}

export type ValueChangeType = 'any' | 'value' | 'valueInc' | 'valueDec' | 'percent' | 'percentInc' | 'percentDec';

/** What a change finds and decides. */
export interface NodeStateOutcome {
  /** Whether the path goes on by `[1]`. */
  readonly fires: boolean;
  /** Latch: before and after. */
  readonly wasLatched?: boolean;
  readonly isLatched?: boolean;
  /** Throttle: ms since it last let a path through; absent when it never has. */
  readonly timeSince?: number;
  /** BranchOnChange: what the value was compared with; absent for the first. */
  readonly previous?: { readonly value: unknown; readonly time: number };
}

/** The state afterwards; the same object when nothing changes. */
interface Changed {
  readonly state: object | undefined;
  readonly outcome: NodeStateOutcome;
}

/** Decides a change on what is stored (undefined: nothing). */
export function changeNodeState(stored: object | undefined, change: NodeStateChange): Changed {
  switch (change.kind) {
    case 'latch':
      return changeLatch(stored as { latched: boolean } | undefined, change);
    case 'throttle':
      return changeThrottle(stored as { at: number } | undefined, change);
    default:
      return changeValue(stored as StoredValue | undefined, change);
  }
}

function changeLatch(stored: { latched: boolean } | undefined, { latch, reset }: LatchChange): Changed {
  const wasLatched = stored?.latched ?? false;
  const isLatched = wasLatched ? !reset : latch;
  const fires = !wasLatched && isLatched;
  const state = isLatched === wasLatched ? stored : { latched: isLatched };
  return { state, outcome: { fires, wasLatched, isLatched } };
}

function changeThrottle(stored: { at: number } | undefined, { now, intervalMs }: ThrottleChange): Changed {
  if (!stored) return { state: { at: now }, outcome: { fires: true } };
  const timeSince = now - stored.at;
  // A clock that was put back must not close the node until it has caught up.
  const fires = timeSince < 0 || timeSince >= intervalMs;
  return { state: fires ? { at: now } : stored, outcome: { fires, timeSince: Math.max(timeSince, 0) } };
}

interface StoredValue {
  readonly value: unknown;
  readonly time: number;
}

function changeValue(stored: StoredValue | undefined, change: ValueChange): Changed {
  const { value, now, changeType, threshold } = change;
  const isNumeric = changeType !== 'any';
  const number = isNumeric ? toNumber(value) : undefined;
  const previous = stored ? { previous: stored } : {};
  // What is no number is no value of such a node.
  if (isNumeric && number === undefined) return { state: stored, outcome: { fires: false, ...previous } };
  const next = { value: number ?? value ?? null, time: now };
  const base = isNumeric ? toNumber(stored?.value) : undefined;
  if (!stored || (isNumeric && base === undefined)) return { state: next, outcome: { fires: false } };
  if (!isNumeric) {
    const fires = JSON.stringify(stored.value) !== JSON.stringify(next.value);
    return { state: fires ? next : stored, outcome: { fires, ...previous } };
  }
  const fires = hasMoved(base as number, number as number, changeType, threshold);
  const moves = fires || isNewExtreme(base as number, number as number, changeType);
  return { state: moves ? next : stored, outcome: { fires, ...previous } };
}

function hasMoved(base: number, number: number, changeType: ValueChangeType, threshold: number): boolean {
  const difference = number - base;
  const directed = changeType.endsWith('Inc')
    ? difference
    : changeType.endsWith('Dec')
      ? -difference
      : Math.abs(difference);
  if (directed <= 0) return false;
  // Of nothing, every change is infinitely many percent.
  return (changeType.startsWith('percent') ? (directed / Math.abs(base)) * 100 : directed) >= threshold;
}

/** Rises are measured from the minimum, falls from the maximum since the node last fired. */
function isNewExtreme(base: number, number: number, changeType: ValueChangeType): boolean {
  return changeType.endsWith('Inc') ? number < base : changeType.endsWith('Dec') && number > base;
}

function toNumber(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '' || value instanceof Date || isContainer(value))
    return undefined;
  const number = readNumber(value);
  return Number.isFinite(number) ? number : undefined;
}
