import type { CronTimes } from './cron.ts';
import { ZoneClock } from './zone-clock.ts';

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** February 29 comes after eight years at most (1896, 1904); a day that does not come by then never does. */
const mostDays = 9 * 366;

/*
 * Not cron-parser, which pg-boss brings along: it moves times that the clock skips to as many minutes after the jump, where the
 * contract has them due at the jump, refuses days that never come, and needs 30 ms for February 29 after 2096 (this: 4), while the
 * timers of one turn are hundreds.
 */

/**
 * When a cron expression is next due (workflows.md, "2. Triggers"). On days on which the clock is changed: times that name hours
 * and that the clock skips are due once it has jumped, and of those that come twice the first counts; an expression for every
 * hour follows the hours that really pass.
 *
 * @param after epoch ms
 * @returns epoch ms, later than `after`; undefined when no such day ever comes
 */
export function nextCronTime(times: CronTimes, zone: string, after: number): number | undefined {
  const clock = new ZoneClock(zone);
  return times.hours.size === 24 ? nextOfEveryHour(times, clock, after) : nextOfSomeHours(times, clock, after);
}

/** Minutes that really pass, one by one, on days that are meant. */
function nextOfEveryHour(times: CronTimes, clock: ZoneClock, after: number): number | undefined {
  const seconds = sorted(times.seconds);
  const last = after + mostDays * dayMs;
  let from = Math.floor(after / secondMs) * secondMs + secondMs;
  while (from <= last) {
    const wall = clock.wallOf(from);
    const day = wall - mod(wall, dayMs);
    if (!isMeant(times, day)) {
      // The next day begins later than this one, however the clock is changed.
      from = Math.max(clock.instantOf(day + dayMs), from + minuteMs);
      continue;
    }
    const minuteBegins = from - mod(wall, minuteMs);
    if (times.minutes.has(Math.floor(mod(wall, hourMs) / minuteMs))) {
      const second = seconds.find((each) => minuteBegins + each * secondMs >= from);
      if (second !== undefined) return minuteBegins + second * secondMs;
    }
    from = minuteBegins + minuteMs;
  }
  return undefined;
}

/** Times on the clock, one by one; when it is changed, several may be one instant, but none comes before the one before. */
function nextOfSomeHours(times: CronTimes, clock: ZoneClock, after: number): number | undefined {
  const [hours, minutes, seconds] = [times.hours, times.minutes, times.seconds].map(sorted) as [
    number[],
    number[],
    number[],
  ];
  const wall = clock.wallOf(Math.floor(after / secondMs) * secondMs);
  // A clock that was put back shows times again that were before.
  const today = wall - mod(wall, dayMs);
  for (let number = 0; number <= mostDays; number += 1) {
    const day = today + number * dayMs;
    if (!isMeant(times, day)) continue;
    for (const hour of hours) {
      const hourBegins = day + hour * hourMs;
      if (clock.instantOf(hourBegins + hourMs - secondMs) <= after) continue;
      for (const minute of minutes) {
        const minuteBegins = hourBegins + minute * minuteMs;
        if (clock.instantOf(minuteBegins + minuteMs - secondMs) <= after) continue;
        for (const second of seconds) {
          const instant = clock.instantOf(minuteBegins + second * secondMs);
          if (instant > after) return instant;
        }
      }
    }
  }
  return undefined;
}

/** @param day what the clock shows at midnight, as if it were UTC */
function isMeant(times: CronTimes, day: number): boolean {
  const date = new Date(day);
  if (!times.months.has(date.getUTCMonth() + 1)) return false;
  const isOfMonth = times.daysOfMonth.has(date.getUTCDate());
  const isOfWeek = times.daysOfWeek.has(date.getUTCDay());
  return times.isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

function sorted(set: ReadonlySet<number>): number[] {
  return [...set].sort((one, other) => one - other);
}

function mod(number: number, divisor: number): number {
  return ((number % divisor) + divisor) % divisor;
}
