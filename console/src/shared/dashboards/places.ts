/** Columns of a dashboard's grid, which has steps of a half (dashboards.md, "1. The resource"). */
export const columns = 4;

/** Where a block stands, in columns and rows. */
export interface Place {
  readonly startX: number;
  readonly startY: number;
  readonly width: number;
  readonly height: number;
}

/** Whether one of them covers a part of the other. */
export function overlaps(one: Place, other: Place): boolean {
  return (
    one.startX < other.startX + other.width &&
    other.startX < one.startX + one.width &&
    one.startY < other.startY + other.height &&
    other.startY < one.startY + one.height
  );
}

/** The first free place of that size, row by row. */
export function findFree(blocks: readonly Place[], width: number, height: number): Place {
  for (let startY = 0; ; startY += 0.5) {
    for (let startX = 0; startX + width <= columns; startX += 0.5) {
      const place = { startX, startY, width, height };
      if (!blocks.some((block) => overlaps(block, place))) return place;
    }
  }
}
