/** What may mean something in Markdown wherever it stands; a backslash before punctuation takes it the meaning. */
const special = /[\\`*_{}[\]<>&~|@\n\r\t]|https?:|www\./i;
/** What means something where a line begins: headings, lists, quotes, rules, and code that is indented. */
const begins = /^(?:\s|#|=|\+(?!\d)|-(?!\d)|\d+[.)](?:\s|$))/;
const escaped = /\\([!-/:-@[-`{-~])/g;
/** Stands for an escaped character while the others are looked at; no text of a template holds it. */
const hidden = '\u0001';

/**
 * The words of a text in Markdown that is one paragraph of nothing but words, as most cells of tables and labels of gauges are; undefined
 * for every other, and where it cannot be told without reading it as Markdown.
 */
export function readPlainLine(text: string): string | undefined {
  if (text === '' || text.includes(hidden)) return undefined;
  const bare = text.replace(escaped, hidden);
  if (special.test(bare) || begins.test(bare)) return undefined;
  const line = text.replace(escaped, '$1').trimEnd();
  // Addresses are made links of after the escapes are gone.
  return /www\.|https?:|@/i.test(line) ? undefined : line;
}
