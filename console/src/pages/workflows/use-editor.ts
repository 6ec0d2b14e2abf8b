import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { request } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { useUnsaved } from '../../shared/form/unsaved.ts';
import { edgeId, entryUid } from './canvas/canvas-nodes.ts';
import { copyParts, readParts } from './model/clipboard.ts';
import { compare, isUnchanged, type Merge, merge } from './model/compare.ts';
import { type FlowTrigger, readDefinition } from './model/definition.ts';
import {
  addParts,
  connect,
  type Draft,
  disconnect,
  findPart,
  groupOf,
  isSameDraft,
  listWires,
  moveParts,
  type Part,
  partsInScope,
  removeParts,
  setMeta,
  toDefinition,
  toDraft,
  type Wire,
} from './model/draft.ts';
import { type History, record, redo, startHistory, undo } from './model/history.ts';
import { type Alignment, align } from './model/layout.ts';
import type { RunPath, SaveProblem } from './model/marks.ts';
import type { Workflow, WorkflowVersion } from './queries.ts';
import { useChecked } from './use-checked.ts';

type Patch = Body<'PATCH', '/applications/{applicationId}/flows/{flowId}'>;

/** What the canvas shows: what is edited, a named version, or how what is edited differs from one. */
export type Shown =
  | { readonly kind: 'develop' }
  | { readonly kind: 'version' | 'difference'; readonly version: WorkflowVersion };

/** The pages of the panel beside the canvas. */
export type PanelTab = 'node' | 'debug' | 'runs' | 'storage' | 'versions' | 'settings';

interface Saved {
  readonly draft: Draft;
  readonly lastUpdated: string;
}

const nothing: ReadonlySet<string> = new Set();

/** The state of the editor of one workflow: what is drawn, what was done to it, and how it stands with what is stored. */
export function useEditorState(workflow: Workflow) {
  const { applicationId, flowId } = workflow;
  const queryClient = useQueryClient();
  const [saved, setSaved] = useState<Saved>(() => readSaved(workflow));
  const [history, setHistory] = useState<History>(() => startHistory(saved.draft));
  const [selection, setSelection] = useState<ReadonlySet<string>>(nothing);
  const [selectedWires, setSelectedWires] = useState<ReadonlySet<string>>(nothing);
  const [scope, setScope] = useState<string>();
  const [shown, setShown] = useState<Shown>({ kind: 'develop' });
  const [tab, setTab] = useState<PanelTab>('node');
  const [problems, setProblems] = useState<readonly SaveProblem[]>([]);
  const [theirs, setTheirs] = useState<Saved>();
  const [path, setPath] = useState<RunPath>();
  /** Counts up whenever the form of the selected part shall have the focus. */
  const [formCalls, setFormCalls] = useState(0);
  const draft = history.present;
  const isDirty = useMemo(() => !isSameDraft(draft, saved.draft), [draft, saved.draft]);
  const forget = useUnsaved(isDirty);
  const isLocked = shown.kind !== 'develop';
  const checked = useChecked(workflow, draft, isDirty);

  const apply = useCallback((change: (draft: Draft) => Draft, tag?: string) => {
    setHistory((before) => record(before, change(before.present), tag));
  }, []);
  const selectOnly = useCallback((uids: Iterable<string>) => {
    setSelection(new Set(uids));
    setSelectedWires(nothing);
  }, []);

  // What is stored has changed: by somebody else, in another tab, or under Settings.
  useEffect(() => {
    const other = readSaved(workflow);
    if (other.lastUpdated <= saved.lastUpdated) return;
    if (isSameDraft(other.draft, saved.draft)) setSaved({ ...saved, lastUpdated: other.lastUpdated });
    else if (!isDirty) {
      setSaved(other);
      setHistory((before) => record(before, other.draft));
    } else setTheirs(other);
  }, [workflow, saved, isDirty]);

  const save = useMutation({
    mutationFn: async (sent: Draft) => {
      const answer = await request('PATCH', '/applications/{applicationId}/flows/{flowId}', {
        path: { applicationId, flowId },
        body: toDefinition(sent) as unknown as Patch,
        ifMatch: `"${saved.lastUpdated}"`,
      });
      return { sent, answer };
    },
    onSuccess: ({ sent, answer }) => {
      const now = readSaved(answer);
      forget();
      setSaved(now);
      setProblems([]);
      setTheirs(undefined);
      // The server has made keys; what was typed meanwhile stays.
      setHistory((before) => withKeys(before, now.draft, merge(sent, before.present, now.draft).draft));
      queryClient.setQueryData(keys.workflow(applicationId, flowId), answer);
      void queryClient.invalidateQueries({ queryKey: keys.workflows(applicationId) });
    },
    onError: async (error) => {
      setProblems(error instanceof ApiError ? (error.details as readonly SaveProblem[]) : []);
      if (error instanceof ApiError && error.status === 412) {
        await queryClient.invalidateQueries({ queryKey: keys.workflow(applicationId, flowId) });
      }
    },
  });

  /** What both have done; undefined while nobody else has saved. */
  const pendingMerge = useMemo<Merge | undefined>(
    () => (theirs ? merge(saved.draft, draft, theirs.draft) : undefined),
    [theirs, saved.draft, draft],
  );
  const resolve = (choice: 'merge' | 'theirs') => {
    if (!theirs || !pendingMerge) return;
    const next = choice === 'merge' ? pendingMerge.draft : theirs.draft;
    setSaved(theirs);
    setTheirs(undefined);
    setProblems([]);
    save.reset();
    // A step of its own: undoing it brings back what was here.
    apply(() => next);
  };

  const drawn = useMemo<Draft>(() => {
    if (shown.kind === 'develop') return draft;
    const version = toDraft(readDefinition(shown.version));
    if (shown.kind === 'version') return version;
    return { ...draft, parts: [...draft.parts, ...compare(version, draft).removed] };
  }, [shown, draft]);
  const difference = useMemo(
    () => (shown.kind === 'difference' ? compare(toDraft(readDefinition(shown.version)), draft) : undefined),
    [shown, draft],
  );
  const parts = useMemo(() => partsInScope(drawn, scope), [drawn, scope]);
  const selected = parts.filter(({ uid }) => selection.has(uid));

  const removeSelected = () => {
    if (isLocked || (selection.size === 0 && selectedWires.size === 0)) return;
    apply((before) => {
      const wires = listWires(before.parts).filter((wire) => selectedWires.has(edgeId(wire)));
      return removeParts(wires.reduce(disconnect, before), selection);
    });
    selectOnly([]);
  };
  const add = (part: Part, after?: Part) => {
    apply((before) => {
      const added = addParts(before, [part]);
      return after && part.kind === 'node' ? connect(added, { from: after.uid, output: 0, to: part.uid }) : added;
    });
    selectOnly([part.uid]);
    setTab('node');
  };
  const openScope = (uid: string | undefined) => {
    setScope(uid);
    selectOnly([]);
  };
  const goTo = (uid: string) => {
    const part = findPart(drawn, uid);
    if (!part) return;
    const group = groupOf(part);
    setScope(group !== undefined && findPart(drawn, group) ? group : undefined);
    selectOnly([uid]);
    setTab('node');
  };

  return {
    workflow,
    applicationId,
    flowId,
    draft,
    drawn,
    parts,
    saved,
    isDirty,
    isLocked,
    selection,
    selected,
    selectedWires,
    scope,
    shown,
    tab,
    path,
    formCalls,
    problems,
    checked,
    difference,
    isDifferent: difference === undefined || !isUnchanged(difference),
    theirs,
    pendingMerge,
    isSaving: save.isPending,
    saveError: save.error,
    canUndo: history.past.length > 0 && !isLocked,
    canRedo: history.future.length > 0 && !isLocked,
    apply,
    setSelection,
    setSelectedWires,
    selectOnly,
    setShown: (next: Shown) => {
      setShown(next);
      openScope(undefined);
    },
    setTab,
    setPath,
    openScope,
    goTo,
    openForm: (uid: string) => {
      selectOnly([uid]);
      setTab('node');
      setFormCalls((before) => before + 1);
    },
    add,
    removeSelected,
    save: () => {
      if (!save.isPending) save.mutate(draft);
    },
    resolve,
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
    copy: () => (selection.size === 0 ? undefined : copyParts(drawn, selection)),
    /** Whether the text was something to paste. */
    paste: (text: string, place: { readonly x: number; readonly y: number }): boolean => {
      const pasted = readParts(text, place, scope);
      if (!pasted || isLocked) return false;
      // A body of a loop has no triggers.
      const kept = scope === undefined ? pasted : pasted.filter(({ kind }) => kind === 'node');
      apply((before) => addParts(before, kept));
      selectOnly(kept.filter((part) => groupOf(part) === scope).map(({ uid }) => uid));
      return true;
    },
    change: {
      move: (places: ReadonlyMap<string, { readonly x: number; readonly y: number }>, tag?: string) =>
        apply((before) => moveParts(before, places), tag),
      moveEntry: (loop: string, { x, y }: { readonly x: number; readonly y: number }) =>
        apply((before) => setMeta(before, loop, { groupStartX: Math.round(x), groupStartY: Math.round(y) })),
      resize: (uid: string, box: { x: number; y: number; width: number; height: number }) =>
        apply((before) =>
          setMeta(
            before,
            uid,
            Object.fromEntries(Object.entries(box).map(([name, value]) => [name, Math.round(value)])),
          ),
        ),
      connect: (wire: Wire) => apply((before) => connect(before, fromEntry(wire, scope))),
      disconnect: (wire: Wire) => apply((before) => disconnect(before, fromEntry(wire, scope))),
      align: (alignment: Alignment) => {
        const chosen = selected.length > 1 ? selected : parts;
        apply((before) => moveParts(before, align(before, chosen, alignment)));
      },
    },
  };
}

/** What the beginning of a loop's body stands for. */
function fromEntry(wire: Wire, scope: string | undefined): Wire {
  return wire.from === entryUid && scope !== undefined ? { ...wire, from: scope } : wire;
}

function readSaved(workflow: Workflow): Saved {
  return { draft: toDraft(readDefinition(workflow)), lastUpdated: workflow.lastUpdated };
}

/** Steps back keep the keys that a save has given to triggers: a button stays the same button. */
function withKeys(history: History, saved: Draft, present: Draft): History {
  const keysOf = new Map(
    saved.parts.flatMap(({ uid, kind, source }) =>
      kind === 'trigger' && 'key' in source ? [[uid, (source as FlowTrigger).key] as const] : [],
    ),
  );
  const keyed = (draft: Draft): Draft => ({
    ...draft,
    parts: draft.parts.map((part) => {
      const key = keysOf.get(part.uid);
      if (key === undefined || part.kind !== 'trigger' || (part.source as FlowTrigger).key !== undefined) return part;
      return { ...part, source: { ...part.source, key } };
    }),
  });
  return { past: history.past.map(keyed), present, future: history.future.map(keyed), tag: undefined };
}

export type EditorState = ReturnType<typeof useEditorState>;
