/** More than a list that is searched while typing can show. */
const mostPaths = 300;
const deepest = 6;

/** The paths of everything in a payload, as templates and fields write them: `data.list.[0]`. */
export function listPaths(payload: unknown): readonly string[] {
  const paths: string[] = [];
  const visit = (value: unknown, path: string, depth: number) => {
    if (paths.length >= mostPaths) return;
    if (path !== '') paths.push(path);
    if (typeof value !== 'object' || value === null || '$date' in value || depth >= deepest) return;
    // Of a list the first item stands for the others.
    const entries = Array.isArray(value) ? Object.entries(value).slice(0, 1) : Object.entries(value);
    for (const [key, inner] of entries) {
      const step = Array.isArray(value) || !/^[\w$-]+$/.test(key) ? `[${key}]` : key;
      visit(inner, path === '' ? step : `${path}.${step}`, depth + 1);
    }
  };
  visit(payload, '', 0);
  return paths;
}
