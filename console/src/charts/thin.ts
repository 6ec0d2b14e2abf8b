/** Points that a pixel has room for: the first, the lowest, the highest and the last of it. */
const perPixel = 4;

/**
 * The places of the points that a plot so many pixels wide has to draw, ascending: of each pixel and line the first, the
 * lowest, the highest and the last, so that no peak is lost. All places where they are few enough anyway.
 *
 * @param times ascending
 * @param lines a value or null for each time
 */
export function thinPlaces(
  times: ArrayLike<number>,
  lines: readonly ArrayLike<number | null>[],
  { start, end, pixels }: { start: number; end: number; pixels: number },
): number[] | undefined {
  const count = times.length;
  if (pixels <= 0 || count <= perPixel * pixels) return undefined;
  const kept = new Uint8Array(count);
  const size = Math.max(1, (end - start) / pixels);
  for (const values of lines) {
    let pixel = Number.NaN;
    let [first, last, low, high] = [-1, -1, -1, -1];
    const keep = () => {
      if (first < 0) return;
      for (const place of [first, last, low, high]) kept[place] = 1;
    };
    for (let place = 0; place < count; place += 1) {
      const value = values[place];
      if (value === null || value === undefined) continue;
      const own = Math.floor(((times[place] ?? 0) - start) / size);
      if (own !== pixel) {
        keep();
        pixel = own;
        first = place;
        low = place;
        high = place;
      }
      if (value < (values[low] ?? 0)) low = place;
      if (value > (values[high] ?? 0)) high = place;
      last = place;
    }
    keep();
  }
  const places: number[] = [];
  for (let place = 0; place < count; place += 1) if (kept[place] === 1) places.push(place);
  return places;
}
