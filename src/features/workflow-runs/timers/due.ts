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
  let count = Math.max(Math.floor((after - armedAt) / intervalMs), 0);
  let due = armedAt;
  // Whole ms, which fractions of seconds may not be.
  while (due <= after || count === 0) {
    count += 1;
    due = Math.round(armedAt + count * intervalMs);
  }
  return due;
}
