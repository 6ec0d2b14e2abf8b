import { foldCase } from './fold-case.ts';
import { normalizeText } from './text.ts';

/**
 * Whether a text is like a pattern in which `*` stands for any characters, by the rule of case and the form of text that hold
 * everywhere (`foldCase`, `normalizeText`). Takes time in proportion to the text, whatever the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const given = foldCase(normalizeText(text));
  const [first = '', ...rest] = foldCase(normalizeText(pattern)).split('*');
  const last = rest.pop();
  if (last === undefined) return given === first;
  if (!given.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = given.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return given.length - last.length >= at && given.endsWith(last);
}
