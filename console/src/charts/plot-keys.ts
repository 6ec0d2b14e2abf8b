/** What a plot shows when a key is pressed. */
export interface PlotPosition {
  /** Epoch ms, ascending. */
  readonly times: readonly number[];
  readonly start: number;
  readonly end: number;
  /** Where the cross-hair is, as a place in `times`. */
  readonly at: number | null | undefined;
}

/** Points that an arrow key with Shift goes over. */
const farStep = 10;
/** A plot of less than a second shows nothing that was not seen before. */
const shortestMs = 1_000;

/** Where a key moves the cross-hair to; undefined when it moves it nowhere. */
export function toIndex(key: string, position: PlotPosition & { readonly isFar: boolean }): number | undefined {
  const { times, at, isFar } = position;
  if (times.length === 0) return undefined;
  const last = times.length - 1;
  const step = isFar ? farStep : 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowLeft') return Math.max(0, (at ?? last + step) - step);
  if (key === 'ArrowRight') return Math.min(last, (at ?? -step) + step);
  return undefined;
}

/** Which part a key zooms to: + to half of what is seen, around the cross-hair or else the middle, and - to twice of it. */
export function toZoom(key: string, position: PlotPosition): [start: number, end: number] | undefined {
  const { times, start, end, at } = position;
  const factor = key === '+' || key === '=' ? 0.5 : key === '-' ? 2 : undefined;
  if (factor === undefined) return undefined;
  const span = (end - start) * factor;
  if (span < shortestMs) return undefined;
  const center = (at === null || at === undefined ? undefined : times[at]) ?? (start + end) / 2;
  const share = (center - start) / (end - start);
  const from = Math.floor(center - span * share);
  return [from, Math.ceil(from + span)];
}
