import { t } from '../words/words.ts';
import type { Columns, Line, Value } from './columns.ts';

const dayMs = 86_400_000;

/** What a range can be laid beside. */
export const comparisons = {
  day: { label: t('The day before'), ms: dayMs, name: t('day before') },
  week: { label: t('The week before'), ms: 7 * dayMs, name: t('week before') },
} as const;
/** What a range is laid beside, as the address of the page names it. */
export type Comparison = keyof typeof comparisons;

/** Lays the lines of an earlier time over those of the present one, as if they had been reported then. */
export function layOver(present: Columns, past: Columns, comparison: Comparison): Columns {
  const { ms, name } = comparisons[comparison];
  const shifted = past.times.map((time) => time + ms);
  const times = [...new Set([...present.times, ...shifted])].sort((a, b) => a - b);
  const places = new Map(times.map((time, index) => [time, index]));
  const spread = (line: Line, own: readonly number[]): Line => {
    const values = new Array<Value | null>(times.length).fill(null);
    for (const [index, time] of own.entries()) values[places.get(time) ?? 0] = line.values[index] ?? null;
    return { ...line, values };
  };
  return {
    times,
    lines: [
      ...present.lines.map((line) => spread(line, present.times)),
      ...past.lines.map((line) => ({
        ...spread(line, shifted),
        key: `${name} ${line.key}`,
        deviceId: `${name} ${line.deviceId}`,
        deviceName: `${line.deviceName}, ${name}`,
        isPast: true,
      })),
    ],
  };
}
