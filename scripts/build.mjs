// Compiles src/ to dist/, joins it with its packages for a quick start, and compiles console/ to dist/console/ and
// renders docs/ to dist/guide/. A half-finished build is never taken for a whole one: the old dist
// goes first, and whoever calls this writes its stamp last.
import { spawn } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { buildGuide } from './build-guide.mjs';
import { bundleServer } from './bundle-server.mjs';
import { checkConsole } from './console-budget.mjs';
import { writeConsoleWorker } from './console-worker.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

function run(script, ...parameters) {
  const child = spawn(process.execPath, [script, ...parameters], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** The console's files are compressed once, here, so that the server only has to send them. */
async function compressAssets() {
  const folder = join(root, 'dist', 'console', 'assets');
  const compressible = (await readdir(folder)).filter((name) => /\.(js|css|svg)$/.test(name));
  await Promise.all(
    compressible.map(async (name) => {
      const content = await readFile(join(folder, name));
      const [small, smallest] = await Promise.all([
        promisify(gzip)(content, { level: 9 }),
        promisify(brotliCompress)(content),
      ]);
      await Promise.all([
        writeFile(join(folder, `${name}.gz`), small),
        writeFile(join(folder, `${name}.br`), smallest),
      ]);
    }),
  );
}

async function buildConsole() {
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const status = await run(vite, 'build', 'console', '--logLevel', 'warn');
  if (status !== 0) return status;
  await compressAssets();
  const folder = join(root, 'dist', 'console');
  writeConsoleWorker({ root, folder, files: checkConsole(folder) });
  return 0;
}

rmSync(`${root}/dist`, { recursive: true, force: true });
const statuses = await Promise.all([
  run(require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'),
  buildConsole(),
]);
const failure = statuses.find((status) => status !== 0);
if (failure !== undefined) process.exit(failure);
await Promise.all([bundleServer(root), buildGuide(root)]);
chmodSync(`${root}/dist/main.js`, 0o755);
