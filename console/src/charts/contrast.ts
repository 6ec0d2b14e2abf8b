/** From 0 to 255 each, in sRGB; fractions are allowed while colours are mixed. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour as its red, green and blue, from 0 to 255; undefined for none, and for one that is more than half seen through. */
export function readRgb(color: string | undefined): Rgb | undefined {
  if (color === undefined) return undefined;
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color);
  if (hex) return [1, 2, 3].map((at) => Number.parseInt(hex[at] ?? '0', 16)) as unknown as Rgb;
  const rgb = /^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)(?:\s*,\s*([\d.]+))?/.exec(color);
  if (!rgb || Number(rgb[4] ?? 1) < 0.5) return undefined;
  return [1, 2, 3].map((at) => Math.min(255, Number(rgb[at]))) as unknown as Rgb;
}

/** The colour as CSS writes it, `#rrggbb`, rounded; each part must be from 0 to 255. */
export function toHex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG 2.2, relative luminance: from 0 for black to 1 for white. */
export function luminanceOf(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio of two colours: 1 for the same, 21 for black and white. */
export function contrastOf(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** What lines and shapes stand on, in either colour scheme: the block itself, and the page around it. */
export const grounds = {
  light: ['#ffffff', '#f6f7f8'],
  dark: ['#242424', '#1b1c1e'],
} as const;

/** WCAG 2.2, 1.4.11: what a drawing cannot be read without. */
export const leastContrast = 3;

/**
 * A colour that somebody has chosen, no nearer to what it stands on than can be told apart: towards black where the ground is
 * light, towards white where it is dark, as little as is needed.
 */
export function tellApart(color: string, scheme: keyof typeof grounds): string {
  const rgb = readRgb(color);
  if (!rgb) return color;
  const ground = grounds[scheme].map((each) => readRgb(each) as Rgb);
  const goal = scheme === 'light' ? 0 : 255;
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = rgb.map((part) => part + (goal - part) * share) as unknown as Rgb;
    const rounded = readRgb(toHex(mixed)) as Rgb;
    if (ground.every((each) => contrastOf(rounded, each) >= leastContrast)) return toHex(rounded);
  }
  return scheme === 'light' ? '#000000' : '#ffffff';
}

/** Black or white, whichever is told better from the colour. */
export function readableOn(color: string | undefined): string | undefined {
  const rgb = readRgb(color);
  if (!rgb) return undefined;
  return luminanceOf(rgb) > 0.179 ? '#000' : '#fff';
}
