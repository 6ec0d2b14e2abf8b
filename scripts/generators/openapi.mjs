import { join } from 'node:path';

let described;

/** The OpenAPI document that the server serves, from its route schemas; needs no database. Made once a run. */
export function describeApi(root) {
  described ??= import(join(root, 'dist', 'openapi-document.js')).then(async (module) =>
    JSON.parse(JSON.stringify(await module.describeApi())),
  );
  return described;
}

export async function makeOpenApi(root) {
  return `${JSON.stringify(await describeApi(root), null, 1)}\n`;
}
