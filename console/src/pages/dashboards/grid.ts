import { columns, overlaps, type Place } from '../../shared/dashboards/places.ts';
import type { Block } from './queries.ts';

export { columns, findFree, overlaps, type Place } from '../../shared/dashboards/places.ts';

/** The grid of a dashboard (dashboards.md, "1. The resource"): four columns, rows of 200 px with 12 px between them. */
export const rowPx = 200;
export const gutterPx = 12;
export const leastSize = 0.5;

/** What of the height of so many rows is left for a block. */
export function heightOf(rows: number): number {
  return rows * (rowPx + gutterPx) - gutterPx;
}

/** Whether a block stands at least partly within the first screenful of a page of this height, px: its toolbar and title are taken for nothing. */
export function isOnFirstScreen({ startY }: Pick<Block, 'startY'>, screenPx: number): boolean {
  return startY * (rowPx + gutterPx) < screenPx;
}

/** Blocks whose specification or scripts are told how large they are. */
const sized: ReadonlySet<string> = new Set(['custom-chart', 'custom-html']);
/** What the page has beside its blocks: the menu, its margins, and within a block its frame with what is left free in it, and its title. */
const [phoneBelow, menuPx, marginPx, widest, framePx, titlePx] = [768, 248, 40, 1440, 18, 30];

/** The pixels of those blocks, by id, in a window of this width; undefined without any. */
export function sizesOf(
  blocks: readonly Block[],
  windowPx: number,
): Record<string, { width: number; height: number }> | undefined {
  const isPhone = windowPx < phoneBelow;
  const pagePx = Math.min(widest, windowPx - (isPhone ? 0 : menuPx)) - marginPx;
  const sizes = blocks
    .filter(({ blockType }) => sized.has(blockType))
    .map(({ id, width, height, title }) => [
      id,
      {
        width: Math.max(
          40,
          Math.floor((isPhone ? pagePx : ((pagePx + gutterPx) * width) / columns - gutterPx) - framePx),
        ),
        height: Math.max(40, heightOf(height) - framePx - (title ? titlePx : 0)),
      },
    ]);
  return sizes.length === 0 ? undefined : Object.fromEntries(sizes);
}

const toHalf = (value: number): number => Math.round(value * 2) / 2;

/** The nearest place that the grid has. */
export function toGrid({ startX, startY, width, height }: Place): Place {
  const wide = Math.min(columns, Math.max(leastSize, toHalf(width)));
  return {
    width: wide,
    height: Math.max(leastSize, toHalf(height)),
    startX: Math.min(columns - wide, Math.max(0, toHalf(startX))),
    startY: Math.max(0, toHalf(startY)),
  };
}

/** The blocks with one of them put elsewhere: those in its way move down, and those in theirs, so that none overlap. */
export function putBlock(blocks: readonly Block[], id: string, place: Place): Block[] {
  const moved = blocks.map((block) => (block.id === id ? { ...block, ...toGrid(place) } : block));
  const fixed = moved.filter((block) => block.id === id);
  const others = moved.filter((block) => block.id !== id).sort((a, b) => a.startY - b.startY || a.startX - b.startX);
  const placed: Block[] = [...fixed];
  for (const block of others) {
    let own = block;
    for (let inTheWay = find(placed, own); inTheWay; inTheWay = find(placed, own)) {
      own = { ...own, startY: inTheWay.startY + inTheWay.height };
    }
    placed.push(own);
  }
  const byId = new Map(placed.map((block) => [block.id, block]));
  return moved.map((block) => byId.get(block.id) ?? block);
}

function find(placed: readonly Block[], block: Block): Block | undefined {
  return placed.find((other) => overlaps(other, block));
}

/** In the order in which a phone shows them, one after another. */
export function inReadingOrder<T extends Place>(blocks: readonly T[]): T[] {
  return [...blocks].sort((one, other) => one.startY - other.startY || one.startX - other.startX);
}

/** Whether two of them stand beside each other on a phone. */
export function isSmall({ blockType, width }: Block): boolean {
  return width <= 1 && ['gauge', 'indicator', 'image', 'open-event-indicator', 'device-count'].includes(blockType);
}
