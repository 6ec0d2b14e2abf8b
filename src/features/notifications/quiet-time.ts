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
/** The longest quiet time: from a start to the same time on the next day, and an hour where clocks are put back. */
const longestMinutes = 25 * 60;

/**
 * When it is quiet no more, in epoch ms; undefined when it is not quiet at `time`. Where clocks are put ahead or back, what
 * the clock on the wall shows decides.
 */
export function findQuietEnd(quiet: QuietTime, time: number): number | undefined {
  if (!isQuiet(quiet, time)) return undefined;
  let end = Math.floor(time / minuteMs) * minuteMs;
  for (let minutes = 0; minutes < longestMinutes * 7 && isQuiet(quiet, end); minutes += 1) end += minuteMs;
  return end;
}

function isQuiet({ timeZone, days, start, end }: QuietTime, time: number): boolean {
  const { day, minute } = wallClock(timeZone, time);
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  // Over midnight: the part after it belongs to the day on which it began.
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Time zones of the world, and names that mean the same: a few hundred. */
const maxFormats = 1_000;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function wallClock(timeZone: string, time: number): { day: number; minute: number } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    if (formats.size >= maxFormats) formats.clear();
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  return { day: weekdays.indexOf(parts.weekday ?? ''), minute: Number(parts.hour) * 60 + Number(parts.minute) };
}
