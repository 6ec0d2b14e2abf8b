import { createContext, use } from 'react';
import type { Part } from './model/draft.ts';
import type { EditorState } from './use-editor.ts';
import type { useLiveRuns } from './use-live-runs.ts';

/** The editor as its panels see it. */
export interface Editor extends EditorState {
  readonly live: ReturnType<typeof useLiveRuns>;
  /** Presses a button of what is stored, with the payload that is given or the button's own; `step`: it waits before each node. */
  readonly press: (part: Part, payload?: unknown, how?: { readonly step?: boolean }) => void;
  /** What came of the last press that failed, in words. */
  readonly pressFailure: string | undefined;
}

export const EditorContext = createContext<Editor | undefined>(undefined);

/** The workflow that is being edited, and what can be done with it. */
export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (editor === undefined) throw new Error('There is no editor here');
  return editor;
}

/** What parts on the canvas do: always the same functions, so that a part is drawn again only when it changes itself. */
export interface PartActions {
  readonly press: (part: Part) => void;
  readonly openScope: (uid: string) => void;
  readonly resize: (uid: string, box: { x: number; y: number; width: number; height: number }) => void;
}

/** Provided by the canvas to the parts that it draws; read it with `usePartActions`. */
export const PartActionsContext = createContext<PartActions | undefined>(undefined);

/** What the calling part can do; throws outside of a canvas. */
export function usePartActions(): PartActions {
  const actions = use(PartActionsContext);
  if (actions === undefined) throw new Error('There is no canvas here');
  return actions;
}
