import { ZoneClock } from '../../kernel/zone-clock.ts';

/** When people are not to be disturbed. */
export interface QuietTime {
  /** As in the time zone database: `Europe/Berlin`. */
  readonly timeZone: string;
  /** On which days it begins, 0 = Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`; an end that is not after the start is on the next day. */
  readonly start: string;
  readonly end: string;
  /** Whether critical events are told all the same. */
  readonly exceptCritical: boolean;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The longest quiet time: from a start to the same time on the next day, and an hour where clocks are put back. */
const longestMs = 25 * 60 * minuteMs;

/**
 * When it is quiet no more, in epoch ms; undefined when it is not quiet at `time`. Where clocks are put ahead or back, what
 * the clock on the wall shows decides.
 */
export function findQuietEnd(quiet: QuietTime, time: number): number | undefined {
  const clock = new ZoneClock(quiet.timeZone);
  let end = Math.floor(time / minuteMs) * minuteMs;
  if (!isQuiet(quiet, clock.wallOf(end))) return undefined;
  const last = end + longestMs * 7;
  while (end < last) {
    const wall = clock.wallOf(end);
    if (!isQuiet(quiet, wall)) break;
    // Not minute by minute: an event may be judged by hundreds of quiet times. It is quiet until the clock shows the end, if it goes on as it does.
    const next = end + (mod(minuteOf(quiet.end) * minuteMs - wall, dayMs) || dayMs);
    end = clock.changeBetween(end, next) ?? next;
  }
  return Math.min(end, last);
}

/** @param wall what the clock shows, as `ZoneClock` has it */
function isQuiet({ days, start, end }: QuietTime, wall: number): boolean {
  const day = new Date(wall).getUTCDay();
  const minute = Math.floor(mod(wall, dayMs) / minuteMs);
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  // Over midnight: the part after it belongs to the day on which it began.
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function mod(number: number, divisor: number): number {
  return ((number % divisor) + divisor) % divisor;
}
