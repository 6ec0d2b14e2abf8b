import { parseCron } from '../../../kernel/cron.ts';
import { nextCronTime } from '../../../kernel/cron-next.ts';

/** What says when a timer fires. */
export interface TimerPlan {
  readonly config: Readonly<Record<string, unknown>>;
  /** Epoch ms: where intervals of seconds begin. */
  readonly armedAt: number;
}

/**
 * When a timer is next due after a time (workflows.md, "2. Triggers"): the moment it was saved and a whole number of intervals, or
 * the next time of its cron expression.
 *
 * @returns epoch ms; undefined for one that never is
 */
export function nextDue({ config, armedAt }: TimerPlan, after: number): number | undefined {
  const { cron, seconds, tz } = config;
  if (typeof cron === 'string' && cron !== '') {
    try {
      return nextCronTime(parseCron(cron), typeof tz === 'string' && tz !== '' ? tz : 'UTC', after);
    } catch {
      // Imported as it was, with a warning.
      return undefined;
    }
  }
  if (typeof seconds !== 'number' || !(seconds >= 1)) return undefined;
  const intervalMs = seconds * 1000;
  let count = Math.floor((after - armedAt) / intervalMs);
  // Saved by a server whose clock is a little ahead, or before the clock was put back by more.
  if (count === -1) count = 0;
  let due: number;
  // Whole ms, which fractions of seconds may not be.
  do {
    count += 1;
    due = Math.round(armedAt + count * intervalMs);
  } while (due <= after);
  return due;
}

/**
 * When a timer is due in place of a time that a clock has told which was put back since: its next time by the present clock, where
 * it would else stand still for long. What is due within two intervals stays, so that nothing fires twice at one time of the
 * calendar because a clock was set right by a little.
 *
 * @returns epoch ms; undefined: it stays as it is
 */
export function dueByPresentClock(plan: TimerPlan, due: number, now: number): number | undefined {
  const next = nextDue(plan, now);
  if (next === undefined || next >= due) return undefined;
  const following = nextDue(plan, next);
  return following !== undefined && due - now > 2 * (following - next) ? next : undefined;
}
