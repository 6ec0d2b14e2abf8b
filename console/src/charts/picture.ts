import { downloadBlob } from '../shared/download.ts';
import type { PlotLine } from './time-plot.tsx';

/** Of the legend below the picture, in px of a screen without scaling. */
const lineHeight = 20;
const margin = 8;

/** Saves a plot as it stands as PNG, on the ground of its page, with a legend below it. Does nothing without a canvas. */
export function savePicture(
  drawn: Element | null | undefined,
  { fileName, lines }: { fileName: string; lines: readonly PlotLine[] },
): void {
  if (!(drawn instanceof HTMLCanvasElement)) return;
  const scale = drawn.width / Math.max(1, drawn.clientWidth);
  const picture = document.createElement('canvas');
  const ctx = picture.getContext('2d');
  if (!ctx) return;
  const { color, backgroundColor } = paperOf(drawn);
  const font = `${13 * scale}px sans-serif`;
  ctx.font = font;
  const places = placeNames(
    lines.map(({ label }) => ctx.measureText(label).width / scale + 44),
    drawn.width / scale - 2 * margin,
  );
  const rows = (places.at(-1)?.row ?? -1) + 1;
  picture.width = drawn.width;
  picture.height = drawn.height + (rows * lineHeight + 2 * margin) * scale;
  ctx.fillStyle = backgroundColor;
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(drawn, 0, 0);
  ctx.font = font;
  ctx.textBaseline = 'middle';
  for (const [index, { label, color: stroke, dash = [] }] of lines.entries()) {
    const { left = 0, row = 0 } = places[index] ?? {};
    const x = (margin + left) * scale;
    const y = drawn.height + (margin + (row + 0.5) * lineHeight) * scale;
    ctx.strokeStyle = stroke;
    ctx.lineWidth = 3 * scale;
    ctx.setLineDash(dash.map((part) => part * scale));
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 20 * scale, y);
    ctx.stroke();
    ctx.fillStyle = color;
    ctx.fillText(label, x + 26 * scale, y);
  }
  picture.toBlob((blob) => blob && downloadBlob(fileName, blob), 'image/png');
}

/** Where names of these widths stand when they are written one after the other, in rows of a width. */
function placeNames(widths: readonly number[], most: number): { left: number; row: number }[] {
  let left = 0;
  let row = 0;
  return widths.map((width) => {
    if (left > 0 && left + width > most) {
      left = 0;
      row += 1;
    }
    const place = { left, row };
    left += width;
    return place;
  });
}

/** The colours of the paper that an element lies on. */
function paperOf(element: Element): { color: string; backgroundColor: string } {
  const paper = element.closest('section') ?? document.body;
  const { color, backgroundColor } = getComputedStyle(paper);
  return { color, backgroundColor };
}
