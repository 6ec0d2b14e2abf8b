import { useEffect, useId } from 'react';

/** The forms on the page that hold something nobody has saved. Bounded by the forms that a page has. */
const unsaved = new Set<string>();

export function hasUnsaved(): boolean {
  return unsaved.size > 0;
}

/** Says of a form whether it holds something unsaved. The answer takes that back at once, before the form is drawn again. */
export function useUnsaved(isUnsaved: boolean): () => void {
  const id = useId();
  useEffect(() => {
    if (isUnsaved) unsaved.add(id);
    else unsaved.delete(id);
  });
  useEffect(() => () => void unsaved.delete(id), [id]);
  return () => void unsaved.delete(id);
}
