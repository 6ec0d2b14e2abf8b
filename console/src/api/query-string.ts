/** A query string with its `?`, or nothing. Lists and objects are written as the API reads them: `filter[actor][0][name]=…`. */
export function writeQuery(query: object = {}): string {
  const search = new URLSearchParams();
  append(search, query, '');
  return search.size === 0 ? '' : `?${search}`;
}

function append(search: URLSearchParams, value: unknown, name: string): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') {
    search.set(name, String(value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) append(search, inner, name === '' ? key : `${name}[${key}]`);
}
