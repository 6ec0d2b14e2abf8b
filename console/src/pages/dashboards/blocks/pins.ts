import { type Rgb, readRgb, toHex } from '../../../charts/contrast.ts';
import type { Pin } from '../shown-places.ts';

const [oldest, newest] = ['#d9480f', '#2b8a3e'];

/** The colour of a simple pin: from that of the oldest to that of the newest by its place in the track. */
export function pinColor(
  { index, kind }: Pin,
  count: number,
  { startColor, endColor }: { readonly startColor?: string; readonly endColor?: string },
): string {
  const from = readRgb(startColor) ?? (readRgb(oldest) as Rgb);
  const to = readRgb(endColor) ?? (readRgb(newest) as Rgb);
  if (kind === 'first') return toHex(from);
  if (kind === 'last') return toHex(to);
  const share = count > 1 ? index / (count - 1) : 1;
  return toHex(from.map((part, place) => part + ((to[place] ?? 0) - part) * share) as unknown as Rgb);
}

/** How many times smaller than it is stored a picture is drawn: `pin@2x.png` at a half. */
export function densityOf(url: string, isResized: boolean | undefined): number {
  return isResized === false ? 1 : Number(/@([23])x\.\w+(?:[?#].*)?$/.exec(url)?.[1] ?? 1);
}

/** Longitudes of a track such that it goes the short way across the date line; some may be beyond 180 degrees. */
export function unwrapLongitudes(longitudes: readonly number[]): number[] {
  let before: number | undefined;
  return longitudes.map((longitude) => {
    const own = before === undefined ? longitude : longitude + 360 * Math.round((before - longitude) / 360);
    before = own;
    return own;
  });
}
