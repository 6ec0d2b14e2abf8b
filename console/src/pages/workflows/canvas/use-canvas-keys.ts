import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Editor } from '../editor-context.ts';

type Place = { readonly x: number; readonly y: number };

/** Whether strokes belong to a field of a form. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/**
 * What the keyboard does: on the canvas Delete, Enter, and the steps back and forth; anywhere outside of fields copying and
 * pasting, by the browser's own events, which work on pages without HTTPS too; Control S saves from everywhere.
 *
 * @returns the listener for the canvas
 */
export function useCanvasKeys(editor: Editor, findCentre: () => Place): (event: KeyboardEvent) => void {
  const latest = useRef({ editor, findCentre });
  latest.current = { editor, findCentre };

  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const isText = window.getSelection()?.isCollapsed === false;
      if (isTyping(event.target) || isText) return;
      const text = latest.current.editor.copy();
      if (text === undefined) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', text);
      if (event.type === 'cut') latest.current.editor.removeSelected();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (latest.current.editor.paste(text, latest.current.findCentre())) event.preventDefault();
    };
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (latest.current.editor.isDirty && !latest.current.editor.isLocked) latest.current.editor.save();
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  return (event) => {
    const { editor: now } = latest.current;
    if (isTyping(event.target)) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === 'Delete' || event.key === 'Backspace') now.removeSelected();
    else if (isCommand && key === 'z' && !event.shiftKey) now.undo();
    else if (isCommand && (key === 'y' || (key === 'z' && event.shiftKey))) now.redo();
    else if (isCommand && key === 'a') now.selectOnly(now.parts.map(({ uid }) => uid));
    else if (event.key === 'Enter') {
      const uid = uidAt(event.target);
      if (uid === undefined) return;
      now.openForm(uid);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The part that has the focus itself, not a button on it. */
function uidAt(target: EventTarget): string | undefined {
  if (!(target instanceof HTMLElement) || !target.classList.contains('react-flow__node')) return undefined;
  return target.dataset.id === 'entry' ? undefined : target.dataset.id;
}
