/** When a timer fires: the values that each part of the time may have, in the timer's time zone (workflows.md, "2. Triggers"). */
export interface CronTimes {
  readonly seconds: ReadonlySet<number>;
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** 1-31. */
  readonly daysOfMonth: ReadonlySet<number>;
  /** 1-12. */
  readonly months: ReadonlySet<number>;
  /** 0-6, from Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** Both kinds of days are narrowed: a day that either of them names is meant, as cron has always done. */
  readonly isEitherDay: boolean;
}

const names: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Part {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  /** What the names of values stand for. */
  readonly names?: ReadonlyMap<string, number>;
}

const numbered = (words: readonly string[], from: number) => new Map(words.map((word, index) => [word, index + from]));
const parts = {
  second: { what: 'second', from: 0, to: 59 },
  minute: { what: 'minute', from: 0, to: 59 },
  hour: { what: 'hour', from: 0, to: 23 },
  dayOfMonth: { what: 'day of the month', from: 1, to: 31 },
  month: { what: 'month', from: 1, to: 12, names: numbered(monthNames, 1) },
  // 7 is Sunday too.
  dayOfWeek: { what: 'day of the week', from: 0, to: 7, names: numbered(dayNames, 0) },
} as const satisfies Record<string, Part>;

/** The longest list that a person would write has far fewer characters. */
const maxLength = 1000;

/**
 * Reads a cron expression: five parts, or six with the seconds first, with `*`, `,`, `-` and `/`, or one of `@hourly @daily
 * @weekly @monthly @yearly`. Names of months and days may stand for their numbers.
 *
 * @throws Error whose message says what is wrong, as a sentence without a subject: "has 4 parts …"
 */
export function parseCron(text: string): CronTimes {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > maxLength) throw new Error(`has more than ${maxLength} characters`);
  if (trimmed.startsWith('@') && !Object.hasOwn(names, trimmed)) {
    throw new Error(`must be one of ${Object.keys(names).join(', ')}, not ${trimmed}`);
  }
  const fields = (names[trimmed] ?? trimmed).split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw new Error(`has ${fields[0] === '' ? 0 : fields.length} parts; it must have 5, or 6 with the seconds first`);
  }
  const [second, minute, hour, dayOfMonth, month, dayOfWeek] = (fields.length === 5 ? ['0', ...fields] : fields) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const week = readPart(dayOfWeek, parts.dayOfWeek);
  return {
    seconds: readPart(second, parts.second),
    minutes: readPart(minute, parts.minute),
    hours: readPart(hour, parts.hour),
    daysOfMonth: readPart(dayOfMonth, parts.dayOfMonth),
    months: readPart(month, parts.month),
    daysOfWeek: new Set([...week].map((day) => day % 7)),
    isEitherDay: !dayOfMonth.startsWith('*') && !dayOfWeek.startsWith('*'),
  };
}

/** The most days that each month has, from January. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What an expression is refused with of which none does. */
export const neverComes = 'names days that no month of it has';

/** Whether a day ever comes that the times name: 30 February and 31 April never do. */
export function everComes({ daysOfMonth, months, isEitherDay }: CronTimes): boolean {
  return isEitherDay || [...months].some((month) => Math.min(...daysOfMonth) <= (longest[month - 1] ?? 0));
}

function readPart(text: string, part: Part): Set<number> {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const { from, to, step } = readItem(item, part);
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function readItem(item: string, part: Part): { from: number; to: number; step: number } {
  const refuse = () => new Error(`has no valid ${part.what}: ${item || 'nothing'}`);
  const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,4}))?$/.exec(item);
  if (!match) throw refuse();
  const [, first = '', last, stepText] = match;
  if (first === '*' && last !== undefined) throw refuse();
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) throw refuse();
  const end = part.what === parts.dayOfWeek.what ? 6 : part.to;
  if (first === '*') return { from: part.from, to: end, step };
  const from = readNumber(first, part);
  // "5/15" goes on to the end.
  const to = last === undefined ? (stepText === undefined ? from : end) : readNumber(last, part);
  if (from === undefined || to === undefined || to < from) throw refuse();
  return { from, to, step };
}

function readNumber(text: string, part: Part): number | undefined {
  const named = part.names?.get(text);
  if (named !== undefined) return named;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= part.from && number <= part.to ? number : undefined;
}
