/**
 * How many characters a text has, as people and the limits of the contract count them: Unicode code points. The schemas'
 * `maxLength` counts the same way; `length` would count an emoji twice.
 */
export function countCharacters(text: string): number {
  // A code point takes one or two units: a text without any of two has as many of the one as of the other.
  let pairs = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) pairs += 1;
  }
  return text.length - pairs;
}

/** The first `max` characters of a text; never half of one. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (let count = 0; count < max && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/**
 * The one form in which texts that people type are kept and compared (Unicode Standard Annex 15): "é" may come as one
 * character or as two, depending on the keyboard. Names, tags, e-mail addresses, filters and passwords; never what devices
 * send and what is only passed on.
 */
export function normalizeText(text: string): string {
  return text.normalize('NFC');
}

/** A sentence, or the beginning of one, to go on another with. */
export function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
