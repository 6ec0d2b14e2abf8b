import { type CronTimes, everComes, neverComes, parseCron } from '../../../kernel/cron.ts';
import { nextCronTime } from '../../../kernel/cron-next.ts';

/** When a report is due: five parts, six with seconds first, or seven with the year last, as Quartz has them. */
export interface ReportTimes {
  readonly times: CronTimes;
  /** Undefined: every year. */
  readonly years: ReadonlySet<number> | undefined;
}

/** Two reports of one schedule are at least this far apart: nobody reads more, and each asks all blocks. */
const leastMs = 300_000;
const maxYear = 2200;

/**
 * Reads the cron of a report (dashboards.md, "10. Reports"). `?` is `*`; days of the week are 0 to 7 from Sunday, or their
 * names.
 *
 * @throws Error whose message says what is wrong, as a sentence without a subject
 */
export function readReportTimes(text: string): ReportTimes {
  const parts = text.trim().split(/\s+/);
  const [year, fields] = parts.length === 7 ? [parts[6], parts.slice(0, 6)] : [undefined, parts];
  const times = parseCron(fields.map((part) => (part === '?' ? '*' : part)).join(' '));
  if (!everComes(times)) throw new Error(neverComes);
  return { times, years: year === undefined || year === '*' || year === '?' ? undefined : readYears(year) };
}

function readYears(text: string): Set<number> {
  const years = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to] = /^(\d{4})(?:-(\d{4}))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to ?? from)];
    if (from === undefined || first > last || first < 1970 || last > maxYear) {
      throw new Error(`has ${part}, which is no year`);
    }
    for (let year = first; year <= last; year += 1) years.add(year);
  }
  return years;
}

/** Epoch ms of the next report after a moment; undefined when there is none any more. */
export function nextReportTime({ times, years }: ReportTimes, zone: string, after: number): number | undefined {
  let next = nextCronTime(times, zone, after);
  // A year at a time: days of other years are passed over at their ends.
  while (next !== undefined && years && !years.has(yearOf(next, zone))) {
    const year = yearOf(next, zone);
    if (![...years].some((each) => each > year)) return undefined;
    // Two days before a year ends in UTC it has begun nowhere.
    next = nextCronTime(times, zone, Math.max(next, Date.UTC(year + 1, 0, 1) - 2 * 86_400_000));
  }
  return next;
}

function yearOf(time: number, zone: string): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(time));
}

/** Whether a schedule is due oftener than reports may be, somewhere in its next few times. */
export function isTooOften(report: ReportTimes, zone: string, now: number): boolean {
  let time = nextReportTime(report, zone, now);
  for (let count = 0; count < 10 && time !== undefined; count += 1) {
    const next = nextReportTime(report, zone, time);
    if (next !== undefined && next - time < leastMs) return true;
    time = next;
  }
  return false;
}
