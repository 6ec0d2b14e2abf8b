import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { judge, type ThresholdCondition } from './conditions.ts';

/** An attribute goes beyond its limit, or is clear of it again. */
export interface Turn {
  readonly to: 'beyond' | 'clear';
  /** Epoch ms; never ahead of the report's arrival. */
  readonly at: number;
  readonly value: AttributeValue;
}

export interface Reading {
  /** Epoch ms. */
  readonly time: number;
  readonly value: AttributeValue;
}

/** Turns of one device that one commit takes; what is more lies between the first two and the last two. */
const maxTurns = 4;

/**
 * What the readings of one attribute, oldest first, do to a rule: turns that alternate. Excursions that began and ended
 * within the readings and were too short are left out; so is what lies in the middle of more than two.
 *
 * @param readings as they were stored together
 * @param options.now when they arrived: a device whose clock is ahead is not taken at its word
 */
export function findTurns(
  readings: readonly Reading[],
  condition: ThresholdCondition,
  { holdMs, now }: { holdMs: number; now: number },
): Turn[] {
  const turns: Turn[] = [];
  for (const { time, value } of readings) {
    const to = judge(condition, value);
    if (to === undefined || turns.at(-1)?.to === to) continue;
    const at = Math.min(time, now);
    const began = turns.at(-1);
    // Clear, beyond, clear again too soon: as if it had never been. What began before the first is not known here.
    if (to === 'clear' && began !== undefined && turns.length > 1 && at - began.at < holdMs) turns.pop();
    else turns.push({ to, at, value });
  }
  return turns.length <= maxTurns ? turns : joinMiddle(turns);
}

/** The first two and the last two, or three where that keeps them alternating. */
function joinMiddle(turns: readonly Turn[]): Turn[] {
  const first = turns.slice(0, 2);
  const last = turns.slice(-2);
  return first[1]?.to === last[0]?.to ? [...first, ...last.slice(1)] : [...first, ...last];
}
