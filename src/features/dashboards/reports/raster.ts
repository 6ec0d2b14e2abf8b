import { crc32, deflateSync } from 'node:zlib';

export type Rgb = readonly [number, number, number];

/** A picture of pixels, for mails: their readers show PNG, and nearly none of them SVG. */
export class Raster {
  readonly width: number;
  readonly height: number;
  readonly #pixels: Buffer;

  constructor(width: number, height: number, ground: Rgb) {
    this.width = width;
    this.height = height;
    this.#pixels = Buffer.alloc(width * height * 3);
    for (let place = 0; place < width * height; place += 1) this.#pixels.set(ground, place * 3);
  }

  /** A rectangle of whole pixels. */
  fill(x: number, y: number, width: number, height: number, color: Rgb): void {
    for (let row = Math.max(0, Math.round(y)); row < Math.min(this.height, Math.round(y + height)); row += 1) {
      for (let column = Math.max(0, Math.round(x)); column < Math.min(this.width, Math.round(x + width)); column += 1) {
        this.#pixels.set(color, (row * this.width + column) * 3);
      }
    }
  }

  /** A line with round ends: a pixel is covered by as much as it is near. */
  line(
    [fromX, fromY]: readonly [number, number],
    [toX, toY]: readonly [number, number],
    weight: number,
    color: Rgb,
  ): void {
    const reach = weight / 2 + 1;
    const [left, right] = [Math.floor(Math.min(fromX, toX) - reach), Math.ceil(Math.max(fromX, toX) + reach)];
    const [top, bottom] = [Math.floor(Math.min(fromY, toY) - reach), Math.ceil(Math.max(fromY, toY) + reach)];
    const [across, down] = [toX - fromX, toY - fromY];
    const length = across * across + down * down;
    for (let y = Math.max(0, top); y <= Math.min(this.height - 1, bottom); y += 1) {
      for (let x = Math.max(0, left); x <= Math.min(this.width - 1, right); x += 1) {
        const along = length === 0 ? 0 : ((x - fromX) * across + (y - fromY) * down) / length;
        const place = Math.min(1, Math.max(0, along));
        const away = Math.hypot(x - fromX - place * across, y - fromY - place * down);
        this.#blend(x, y, color, Math.min(1, Math.max(0, weight / 2 + 0.5 - away)));
      }
    }
  }

  #blend(x: number, y: number, color: Rgb, cover: number): void {
    if (cover <= 0) return;
    const place = (y * this.width + x) * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const below = this.#pixels[place + channel] as number;
      this.#pixels[place + channel] = Math.round(below + ((color[channel] as number) - below) * cover);
    }
  }

  /** As PNG, eight bits a channel. */
  toPng(): Buffer {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const row = this.width * 3;
    const lines = Buffer.alloc((row + 1) * this.height);
    for (let y = 0; y < this.height; y += 1) this.#pixels.copy(lines, y * (row + 1) + 1, y * row, (y + 1) * row);
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(lines, { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** `#rrggbb`, `rgb()` or `rgba()`; undefined for anything else, and for what is all but transparent. */
export function readRgb(text: unknown): Rgb | undefined {
  if (typeof text !== 'string') return undefined;
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text);
  const hex = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : text;
  const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex) ?? [];
  if (red !== undefined) return [red, green, blue].map((pair) => Number.parseInt(pair ?? '0', 16)) as unknown as Rgb;
  const [, values] = /^rgba?\(([\d\s,.]+)\)$/i.exec(text) ?? [];
  const [r = Number.NaN, g = Number.NaN, b = Number.NaN, alpha = 1] = (values ?? '').split(',').map(Number);
  const rgb = [r, g, b].map((value) => Math.min(255, Math.round(value))) as unknown as Rgb;
  return rgb.some((value) => !(value >= 0)) || alpha < 0.1 ? undefined : rgb;
}
