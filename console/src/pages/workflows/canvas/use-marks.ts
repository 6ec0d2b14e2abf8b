import { useMemo } from 'react';
import type { Editor } from '../editor-context.ts';
import { checkPart } from '../model/check.ts';
import type { FlowTrigger } from '../model/definition.ts';
import { groupOf, type Part, type Wire } from '../model/draft.ts';
import { type Mark, problemsByPart, type RunPath } from '../model/marks.ts';

/** The way of the run that is looked at: the chosen one, or the newest that was seen. */
export function usePath({ path, live }: Editor): RunPath | undefined {
  return useMemo(() => {
    if (path && path.nodeIds.size > 0) return path;
    const run = path === undefined ? live.runs[0] : live.runs.find(({ runId }) => runId === path.runId);
    if (!run) return undefined;
    const { runId, triggerType, triggerId, nodeIds, failedId } = run;
    return {
      runId,
      nodeIds,
      ...(triggerType === undefined ? {} : { triggerType }),
      ...(triggerId === undefined ? {} : { triggerId }),
      ...(failedId === undefined ? {} : { failedId }),
    };
  }, [path, live.runs]);
}

/** What is shown at each part besides itself. Those without anything have no mark. */
export function useMarks(editor: Editor, path: RunPath | undefined): ReadonlyMap<string, Mark> {
  const { drawn, checked, problems, difference, isLocked } = editor;
  const known = checked ?? problems;
  const refused = useMemo(() => problemsByPart(drawn.parts, known), [drawn, known]);
  return useMemo(() => {
    const marks = new Map<string, Mark>();
    const inside = new Map<string, string[]>();
    for (const part of drawn.parts) {
      const found = isLocked ? [] : checkPart(part).map(({ key, message }) => `${key} ${message}`);
      const own = refused.get(part.uid)?.map(({ message }) => message) ?? found;
      const group = groupOf(part);
      if (group !== undefined && own.length > 0) inside.set(group, [...(inside.get(group) ?? []), ...own]);
      const run = path === undefined ? undefined : runMark(part, path);
      const how = difference?.parts.get(part.uid);
      if (own.length === 0 && run === undefined && how === undefined) continue;
      marks.set(part.uid, {
        ...(own.length === 0 ? {} : { problems: own }),
        ...(run === undefined ? {} : { run }),
        ...(how === undefined ? {} : { difference: how }),
      });
    }
    // What is wrong inside of a loop is told at the loop, too.
    for (const [uid, messages] of inside) {
      const before = marks.get(uid);
      marks.set(uid, { ...before, problems: [...(before?.problems ?? []), ...messages] });
    }
    return marks;
  }, [drawn, refused, path, difference, isLocked]);
}

function runMark({ kind, uid, source }: Part, path: RunPath): Mark['run'] {
  if (kind === 'node') return uid === path.failedId ? 'failed' : path.nodeIds.has(uid) ? 'entered' : undefined;
  if (source.type !== path.triggerType) return undefined;
  const { key } = source as FlowTrigger;
  // Of a tag's trigger the id is the device's: its wires tell.
  const isOwn = key === path.triggerId || !(key ?? '').includes('-');
  const leads = (source.outputIds ?? []).some((ids) => ids.some((id) => path.nodeIds.has(id)));
  return isOwn && leads ? 'entered' : undefined;
}

/** Whether the run has come along a wire. */
export function isLit(wire: Wire, marks: ReadonlyMap<string, Mark>, path: RunPath | undefined): boolean {
  if (!path) return false;
  return marks.get(wire.from)?.run === 'entered' && marks.get(wire.to)?.run !== undefined;
}
