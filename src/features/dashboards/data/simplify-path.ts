/** A point of a path on a plane. */
interface PathPoint {
  readonly first: number;
  readonly second: number;
}

/**
 * At most `most` points of a path that show its shape best: those farthest from the line between what is kept already, one
 * after another (Douglas and Peucker, stopped by number instead of by distance). Its ends are always kept.
 *
 * @param most at least 2
 */
export function simplifyPath<Point extends PathPoint>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const kept = new Set([0, points.length - 1]);
  // The stretches between kept points, the one with the farthest point first.
  const stretches = new Heap();
  const consider = (from: number, to: number): void => {
    const { index, distance } = findFarthest(points, from, to);
    if (index !== undefined) stretches.add({ from, to, index, distance });
  };
  consider(0, points.length - 1);
  while (kept.size < most) {
    const widest = stretches.take();
    if (!widest) break;
    kept.add(widest.index);
    consider(widest.from, widest.index);
    consider(widest.index, widest.to);
  }
  return points.filter((_, index) => kept.has(index));
}

function findFarthest(points: readonly PathPoint[], from: number, to: number) {
  const start = points[from] as PathPoint;
  const end = points[to] as PathPoint;
  const across = end.first - start.first;
  const along = end.second - start.second;
  const length = Math.hypot(across, along);
  let index: number | undefined;
  let distance = -1;
  for (let place = from + 1; place < to; place += 1) {
    const point = points[place] as PathPoint;
    const [x, y] = [point.first - start.first, point.second - start.second];
    const away = length === 0 ? Math.hypot(x, y) : Math.abs(across * y - along * x) / length;
    if (away > distance) [index, distance] = [place, away];
  }
  return { index, distance };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly index: number;
  readonly distance: number;
}

/** Gives out the stretch with the largest distance. */
class Heap {
  readonly #items: Stretch[] = [];

  add(item: Stretch): void {
    const items = this.#items;
    let place = items.push(item) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if ((items[above] as Stretch).distance >= item.distance) break;
      items[place] = items[above] as Stretch;
      place = above;
    }
    items[place] = item;
  }

  take(): Stretch | undefined {
    const items = this.#items;
    const [top] = items;
    const last = items.pop();
    if (!top || !last || items.length === 0) return top;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= items.length) break;
      const other = items[below + 1];
      if (other && other.distance > (items[below] as Stretch).distance) below += 1;
      if ((items[below] as Stretch).distance <= last.distance) break;
      items[place] = items[below] as Stretch;
      place = below;
    }
    items[place] = last;
    return top;
  }
}
