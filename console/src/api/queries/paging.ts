/** The part of a list's query that keeps what has a text in its name; the server ignores case. */
export function filterByName(text: string): { filterField?: 'name'; filter?: string } {
  return text === '' ? {} : { filterField: 'name', filter: `*${text}*` };
}
