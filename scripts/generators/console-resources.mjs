import { describeApi } from './openapi.mjs';

/** What the console's palette and recent items know of each resource: those that it has a page for. */
export async function makeConsoleResources(root) {
  const resources = (await describeApi(root))['x-resources'];
  const types = new Set(resources.map(({ type }) => type));
  const lines = resources
    .filter(({ path }) => path !== undefined)
    // What others are in comes first: a page inside an application is a visit of the application, too.
    .sort((a, b) => Number(types.has(a.parent)) - Number(types.has(b.parent)))
    .map(({ type, label, path, search, recent, parent }) =>
      JSON.stringify({ type, label, path, search, recent, ...(types.has(parent) ? { parent } : {}) }),
    );
  return `[\n${lines.join(',\n')}\n]\n`;
}
