import { useEffect, useId } from 'react';
import { t } from '../../words/words.ts';

/** What of the page nobody has saved, by form, with what is said of it. Bounded by the forms that a page has. */
const unsaved = new Map<string, string>();

export function hasUnsaved(): boolean {
  return unsaved.size > 0;
}

/** What would be lost, in sentences. */
export function describeUnsaved(): string {
  return [...new Set(unsaved.values())].join(' ');
}

/**
 * Says of a form, or of something that is shown only once, whether leaving would lose it. The answer takes that back at
 * once, before the form is drawn again.
 */
export function useUnsaved(
  isUnsaved: boolean,
  words = t('What you have typed on this page is not saved yet.'),
): () => void {
  const id = useId();
  useEffect(() => {
    if (isUnsaved) unsaved.set(id, words);
    else unsaved.delete(id);
  });
  useEffect(() => () => void unsaved.delete(id), [id]);
  return () => void unsaved.delete(id);
}
