import { useSyncExternalStore } from 'react';

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const dayOnly = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const formats = { absolute, day: dayOnly, clock };
const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** "3 min ago"; under ten seconds "now", because nobody acts on less. */
export function formatRelative(time: number, now: number): string {
  const difference = time - now;
  if (Math.abs(difference) < 10_000) return 'now';
  for (const [unit, size] of steps) {
    if (Math.abs(difference) >= size) return relative.format(Math.round(difference / size), unit);
  }
  return 'now';
}

// One clock for the whole page, running only while somebody looks at it.
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watchClock(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, 10_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Epoch ms, renewed every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(watchClock, () => now);
}

export interface TimeProps {
  /** ISO-8601 or epoch ms. */
  readonly value: string | number;
  /** `clock`: only the time of day, to the millisecond, for rows that are of now. */
  readonly format?: 'absolute' | 'relative' | 'day' | 'clock';
}

/** A moment in the viewer's zone; UTC on hover and for machines. */
export function Time({ value, format = 'absolute' }: TimeProps) {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return <span>{String(value)}</span>;
  const iso = date.toISOString();
  return (
    <time dateTime={iso} title={`${absolute.format(date)}\n${iso} (UTC)`} className="number">
      {format === 'relative' ? <Relative time={date.getTime()} /> : formats[format].format(date)}
    </time>
  );
}

function Relative({ time }: { time: number }) {
  return formatRelative(time, Math.max(useNow(), Date.now()));
}
