import { invalid } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Block, BlockPost } from './schemas.ts';

/** Columns of the grid; a block is at least half of one wide and half a row high (dashboards.md, "1. The resource"). */
const columns = 4;
const least = 0.5;

/** The nearest place of the grid: it has steps of a half. */
function toGrid(value: number): number {
  return Math.round(value * 2) / 2;
}

/**
 * Blocks as they are stored: on the grid, each with an id of its own, in an application's dashboard of that application.
 *
 * @throws AppError Validation naming the block, or both where two overlap
 */
export function placeBlocks(blocks: readonly BlockPost[], applicationId: string | null): Block[] {
  const ids = new Set<string>();
  const placed = blocks.map((block, index): Block => {
    const field = `blocks[${index}]`;
    const id = block.id ? block.id : newId();
    if (ids.has(id)) throw invalid(`${field}.id`, `is that of another block: ${id}`);
    ids.add(id);
    for (const side of ['width', 'height'] as const) {
      if (block[side] <= 0) throw invalid(`${field}.${side}`, 'must be above 0');
    }
    const startX = toGrid(block.startX);
    const startY = toGrid(block.startY);
    const width = Math.max(least, toGrid(block.width));
    const height = Math.max(least, toGrid(block.height));
    if (startX < 0 || startX + width > columns) {
      throw invalid(`${field}.startX`, `and width must lie within the ${columns} columns`);
    }
    if (startY < 0 || startY + height > maxRows) {
      throw invalid(`${field}.startY`, `and height must lie within ${maxRows} rows`);
    }
    const own = block.applicationId?.toLowerCase() ?? applicationId;
    if (applicationId !== null && own !== applicationId) {
      throw invalid(`${field}.applicationId`, 'must be the application of the dashboard');
    }
    return { ...block, id, startX, startY, width, height, ...(own === null ? {} : { applicationId: own }) };
  });
  refuseOverlap(placed);
  return placed;
}

/** A bound for positions: twice as many rows as blocks may be. */
const maxRows = 10_000;

function refuseOverlap(blocks: readonly Block[]): void {
  for (const [index, one] of blocks.entries()) {
    for (let place = 0; place < index; place += 1) {
      const other = blocks[place] as Block;
      const isBeside = one.startX >= other.startX + other.width || other.startX >= one.startX + one.width;
      const isBelow = one.startY >= other.startY + other.height || other.startY >= one.startY + one.height;
      if (isBeside || isBelow) continue;
      throw invalid(`blocks[${index}]`, `lies over blocks[${place}]: ${nameOf(one)} and ${nameOf(other)}`);
    }
  }
}

function nameOf({ id, title }: Block): string {
  return title ? `"${title}"` : `block ${id}`;
}
