import { useCallback, useState } from 'react';
import type { Block } from './queries.ts';

/** Steps that can be undone. */
const mostSteps = 200;

interface History {
  readonly past: readonly { readonly blocks: readonly Block[]; readonly name: string }[];
  readonly blocks: readonly Block[];
  readonly future: readonly { readonly blocks: readonly Block[]; readonly name: string }[];
}

/** The blocks while somebody edits them: nothing is live until it is saved, and every step can be undone. */
export function useDraft(saved: readonly Block[]) {
  const [history, setHistory] = useState<History>({ past: [], blocks: saved, future: [] });
  const change = useCallback(
    (name: string, make: (blocks: readonly Block[]) => readonly Block[]) =>
      setHistory(({ past, blocks }) => ({
        past: [...past, { blocks, name }].slice(-mostSteps),
        blocks: make(blocks),
        future: [],
      })),
    [],
  );
  const undo = useCallback(
    () =>
      setHistory(({ past, blocks, future }) => {
        const last = past.at(-1);
        if (!last) return { past, blocks, future };
        return { past: past.slice(0, -1), blocks: last.blocks, future: [{ blocks, name: last.name }, ...future] };
      }),
    [],
  );
  const redo = useCallback(
    () =>
      setHistory(({ past, blocks, future }) => {
        const [next, ...rest] = future;
        if (!next) return { past, blocks, future };
        return { past: [...past, { blocks, name: next.name }], blocks: next.blocks, future: rest };
      }),
    [],
  );
  return {
    blocks: history.blocks,
    isDirty: history.past.length > 0,
    undoName: history.past.at(-1)?.name,
    redoName: history.future[0]?.name,
    change,
    undo,
    redo,
  };
}
