import { join } from 'node:path';

/** The OpenAPI document that the server serves, from its route schemas; needs no database. */
export async function makeOpenApi(root) {
  const { describeApi } = await import(join(root, 'dist', 'openapi-document.js'));
  return `${JSON.stringify(await describeApi(), null, 1)}\n`;
}
