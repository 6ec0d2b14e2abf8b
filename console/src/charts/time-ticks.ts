import type UPlot from 'uplot';
import { formatTime } from '../shared/format.ts';
import { formatAxisNumbers } from './axis-numbers.ts';

/** Labels of a time axis in the viewer's language and zone; the day stands where it begins, and at the first tick. */
export function formatTicks(_plot: UPlot, ticks: number[], _axis: number, _space: number, step: number): string[] {
  let before = '';
  return ticks.map((tick) => {
    const date = new Date(tick * 1_000);
    const day = formatTime(date, 'dayAndMonth');
    if (step >= 86_400) return day;
    const time = formatTime(date, step < 60 ? 'second' : 'hour');
    const text = day === before ? time : `${time}\n${day}`;
    before = day;
    return text;
  });
}

/** Labels of an axis of numbers. */
export function formatNumberTicks(_plot: UPlot, ticks: (number | null)[]): string[] {
  return formatAxisNumbers(ticks);
}

/** Labels of an axis of numbers in its own format, or else as short as they may be. */
export function ticksOf(format: ((value: number) => string) | undefined): UPlot.Axis.Values {
  if (!format) return formatNumberTicks;
  return (_plot, ticks) => ticks.map((tick) => (tick === null ? '' : format(tick)));
}
