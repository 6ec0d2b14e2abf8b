import { timePreferences } from '../../shared/time-preferences.ts';

const parts = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  ...(timePreferences.timeZone === undefined ? {} : { timeZone: timePreferences.timeZone }),
});

/** A moment as an input of the type `datetime-local` has it, in the zone that the viewer sees. */
export function toLocalText(time: number): string {
  const part = Object.fromEntries(parts.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}

/** The moment that such an input holds; of those that a changed clock has twice, the first. Undefined for no moment. */
export function fromLocalText(text: string): number | undefined {
  const asUtc = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // How far the zone is from UTC shows only at a moment: that of the guess, and then that of the result.
  let time = asUtc;
  for (let round = 0; round < 2; round += 1)
    time = asUtc - (Date.parse(`${toLocalText(time)}Z`) - Math.floor(time / 1000) * 1000);
  return time;
}
