import type UPlot from 'uplot';

const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** Labels of a time axis in the viewer's language and zone; the day stands where it begins, and at the first tick. */
export function formatTicks(_plot: UPlot, ticks: number[], _axis: number, _space: number, step: number): string[] {
  let before = '';
  return ticks.map((tick) => {
    const date = new Date(tick * 1_000);
    const day = days.format(date);
    if (step >= 86_400) return day;
    const time = (step < 60 ? seconds : minutes).format(date);
    const text = day === before ? time : `${time}\n${day}`;
    before = day;
    return text;
  });
}
