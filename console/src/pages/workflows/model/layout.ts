import { type Draft, listWires, type Part, positionOf } from './draft.ts';

/** The size of a part on the canvas; the platform's workflows leave so much room between theirs. */
export const partWidth = 180;
/** In pixels of the canvas, as `partWidth` is; notes have their own (`sizeOf`). */
export const partHeight = 56;
/** How far apart parts stand that the editor places itself. */
export const stepX = 200;
export const stepY = 100;

type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

/** A note has the size that somebody has drawn. */
export function sizeOf({ source }: Part): { readonly width: number; readonly height: number } {
  if (source.type !== 'AnnotationNode') return { width: partWidth, height: partHeight };
  const { width, height } = source.meta ?? {};
  return { width: Math.max(60, Number(width) || 200), height: Math.max(40, Number(height) || 120) };
}

/** How `align` arranges parts: in line, spread evenly, or in rows by their wires. */
export type Alignment = 'left' | 'top' | 'across' | 'down' | 'tidy';

/** Where parts stand after they were put in line (`left`, `top`), spread evenly (`across`, `down`) or ordered by their wires. */
export function align(draft: Draft, parts: readonly Part[], alignment: Alignment): Places {
  if (parts.length === 0) return new Map();
  const spots = parts.map((part) => ({ part, ...positionOf(part) }));
  const left = Math.min(...spots.map(({ x }) => x));
  const top = Math.min(...spots.map(({ y }) => y));
  switch (alignment) {
    case 'left':
      return new Map(spots.map(({ part, y }) => [part.uid, { x: left, y }]));
    case 'top':
      return new Map(spots.map(({ part, x }) => [part.uid, { x, y: top }]));
    case 'across':
      return spread(spots, 'x', stepX);
    case 'down':
      return spread(spots, 'y', stepY);
    case 'tidy':
      return tidy(draft, parts, { x: left, y: top });
  }
}

interface Spot {
  readonly part: Part;
  readonly x: number;
  readonly y: number;
}

function spread(spots: readonly Spot[], axis: 'x' | 'y', least: number): Places {
  const sorted = spots.toSorted((a, b) => a[axis] - b[axis]);
  const first = sorted[0]?.[axis] ?? 0;
  const last = sorted.at(-1)?.[axis] ?? first;
  const step = Math.max(least, sorted.length > 1 ? (last - first) / (sorted.length - 1) : 0);
  return new Map(
    sorted.map(({ part, x, y }, index) => {
      const at = Math.round(first + index * step);
      return [part.uid, axis === 'x' ? { x: at, y } : { x, y: at }];
    }),
  );
}

/** Rows by the longest way from a beginning; within a row in the order of what leads there. Notes stay where they are. */
function tidy({ parts: all }: Draft, chosen: readonly Part[], corner: { x: number; y: number }): Places {
  const parts = chosen.filter(({ source }) => source.type !== 'AnnotationNode');
  const uids = new Set(parts.map(({ uid }) => uid));
  const wires = listWires(all).filter(({ from, to }) => uids.has(from) && uids.has(to));
  const row = new Map(parts.map(({ uid }) => [uid, 0]));
  // As often as a way can be long; a circle, which cannot be saved, ends there too.
  for (let turn = 0; turn < parts.length; turn += 1) {
    let isSettled = true;
    for (const { from, to } of wires) {
      const least = (row.get(from) ?? 0) + 1;
      if ((row.get(to) ?? 0) >= least || least > parts.length) continue;
      row.set(to, least);
      isSettled = false;
    }
    if (isSettled) break;
  }
  const rows: Part[][] = [];
  for (const part of parts) {
    const index = row.get(part.uid) ?? 0;
    rows[index] ??= [];
    rows[index]?.push(part);
  }
  const column = new Map<string, number>();
  const places = new Map<string, { x: number; y: number }>();
  rows.filter(Boolean).forEach((members, index) => {
    const wish = (part: Part) => {
      const before = wires.filter(({ to }) => to === part.uid).map(({ from }) => column.get(from) ?? 0);
      return before.length === 0 ? positionOf(part).x / 10_000 : before.reduce((a, b) => a + b, 0) / before.length;
    };
    const wishes = new Map(members.map((part) => [part.uid, wish(part)]));
    let next = 0;
    for (const part of members.toSorted((a, b) => (wishes.get(a.uid) ?? 0) - (wishes.get(b.uid) ?? 0))) {
      const at = Math.max(next, Math.floor(wishes.get(part.uid) ?? 0));
      column.set(part.uid, at);
      places.set(part.uid, { x: corner.x + at * stepX, y: corner.y + index * stepY });
      next = at + 1;
    }
  });
  return places;
}
