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
