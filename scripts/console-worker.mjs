// Writes the console's service worker: the one of the sources with the version and the files of this build.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {{ root: string, folder: string, files: readonly string[] }} options the repository, dist/console, and the names of
 *   the files in its assets that are kept
 */
export function writeConsoleWorker({ root, folder, files }) {
  const source = readFileSync(join(root, 'console', 'service-worker.js'), 'utf8');
  const paths = files.map((name) => `/console/assets/${name}`).sort();
  const version = createHash('sha256')
    .update(readFileSync(join(folder, 'index.html')))
    .update(JSON.stringify(paths))
    .update(source)
    .digest('hex')
    .slice(0, 16);
  writeFileSync(
    join(folder, 'service-worker.js'),
    source.replace('__VERSION__', version).replace("['__FILES__']", JSON.stringify(paths)),
  );
}
