import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the package, with `package.json` and `migrations`. This file stands directly below `src`, and the files that
 * the build makes of it directly below `dist`.
 */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The version of this server. */
export function readVersion(): string {
  return (JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }).version;
}
