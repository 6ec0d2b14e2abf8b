/** A colour, as its red, green and blue; undefined for none, and for one that is seen through. */
export function readRgb(color: string | undefined): readonly [number, number, number] | undefined {
  if (color === undefined) return undefined;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color);
  if (hex) return [1, 2, 3].map((at) => Number.parseInt(hex[at] ?? '0', 16)) as [number, number, number];
  const rgb = /^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)(?:\s*,\s*([\d.]+))?/.exec(color);
  if (!rgb || Number(rgb[4] ?? 1) < 0.5) return undefined;
  return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
}

/** How bright a colour is, 0 to 1 (WCAG 2.2, relative luminance). */
function luminanceOf(rgb: readonly [number, number, number]): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** How well two opaque colours are told from each other, 1 to 21 (WCAG 2.2, contrast ratio). NaN for what is no such colour. */
export function contrastOf(one: string, other: string): number {
  const [dark = Number.NaN, bright = Number.NaN] = [one, other]
    .map((color) => readRgb(color))
    .map((rgb) => (rgb ? luminanceOf(rgb) : Number.NaN))
    .sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** Black or white, whichever is told better from the colour (WCAG 2.2, relative luminance). */
export function readableOn(color: string | undefined): string | undefined {
  const rgb = readRgb(color);
  if (!rgb) return undefined;
  return luminanceOf(rgb) > 0.179 ? '#000' : '#fff';
}
