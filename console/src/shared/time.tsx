import { useSyncExternalStore } from 'react';
import { formatRelative, formatTime } from './format.ts';

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
    <time dateTime={iso} title={`${formatTime(date)}\n${iso} (UTC)`} className="number">
      {format === 'relative' ? <Relative time={date.getTime()} /> : formatTime(date, format)}
    </time>
  );
}

function Relative({ time }: { time: number }) {
  return formatRelative(time, Math.max(useNow(), Date.now()));
}
