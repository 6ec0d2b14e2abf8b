import { UsageError } from '../command.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** More from one device would share milliseconds, and one device has one state in a millisecond. */
const maxPerSecond = 500;

/** Reports per second in a text such as `2/s`, `0.5/s`, `30/m` or `1/h`. @throws UsageError naming the option or field */
export function readRate(option: string, text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,6})?)\/(s|m|h)$/.exec(text);
  const perSecond = Number(match?.[1]) / (unitSeconds[match?.[2] ?? ''] ?? Number.NaN);
  if (perSecond > 0 && perSecond <= maxPerSecond) return perSecond;
  throw new UsageError(`${option} must be a rate such as 2/s, 30/m or 1/h, at most ${maxPerSecond}/s, not '${text}'`);
}

/** The device message limit that servers have unless told otherwise (semantics.md, "Devices and their state"). */
const usual = { count: 30, seconds: 15 };

/**
 * Exactly at the usual limit, a report that arrives a little late and one that does not make one too many in a window.
 * A little below, they do not.
 */
export function keepBelowUsualLimit(perSecond: number): number {
  const safe = usual.count / (usual.seconds + 0.25);
  return perSecond > safe && perSecond <= usual.count / usual.seconds ? safe : perSecond;
}

/** Whether a server with the usual limit would close the connection of a device that reports this often. */
export function exceedsUsualLimit(perSecond: number): boolean {
  return perSecond > usual.count / usual.seconds;
}
