const special = /[&<>"'`]/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
};

/**
 * As `{{ }}` escapes HTML (workflows.md, "4. Paths, templates, expressions"): like Handlebars, except that `=` stays, with which keys and certificates in
 * base64 end.
 */
export function escapeMarkup(text: string): string {
  return text.replace(special, (character) => entities[character] as string);
}

/** What may mean something in Markdown (CommonMark 0.31, 2.4: a backslash takes it away), and line breaks, which begin blocks. */
const markdownSpecial = /[!-/:-@[-`{-~]/g;

/** A value as plain text inside of Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(markdownSpecial, (character) => `\\${character}`);
}

/** A value as plain text inside of a text in JSON. */
export function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
