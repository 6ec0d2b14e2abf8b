// Joins the server's modules and those of its packages: a start reads some 30 files rather than 2,400, and takes half as
// long. What is loaded only when needed stays apart. The modules that tsc has written stay beside it, for the generators,
// and as the server itself until the next build for whoever runs tsc alone.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * The programs that start from a file of their own, and their sources. `embedded.ts`, `worker-pool.ts` and `yaml-thread.ts` find
 * theirs beside them.
 */
const programs = {
  main: 'src/main.ts',
  'embedded-worker': 'src/platform/database/embedded-worker.ts',
  'embedded-create': 'src/platform/database/embedded-create.ts',
  'flow-worker': 'src/features/workflow-runs/engine/flow-worker.ts',
  'yaml-worker': 'src/features/application-bundles/yaml-worker.ts',
};

/**
 * Packages that read files of their own beside their code, are native, or are loaded by the few servers that need them; and
 * two that call what Node.js deprecates, of which it tells every operator when the call stands outside `node_modules`.
 */
const apart = [
  /^@electric-sql\/pglite/,
  /^@node-rs\/argon2/,
  /^@jitl\/quickjs/,
  /^@fastify\/(swagger-ui|static)/,
  /^@aws-sdk\//,
  /^@azure\//,
  /^@google-cloud\//,
  /^@node-saml\//,
  /^google-auth-library/,
  /^basic-ftp/,
  /^mongodb/,
  /^mqtt$/,
  /^mysql2/,
  /^nodemailer/,
  /^playwright-core/,
];

/** yazl takes the checksums of its archives from this package, which computes them in JavaScript: Node.js's own take a tenth of it. */
const replaced = { 'buffer-crc32': fileURLToPath(new URL('native-crc32.cjs', import.meta.url)) };

/** @param {string} root the folder of the package; `dist` in it has been written by tsc */
export async function bundleServer(root) {
  const bundle = await rolldown({
    cwd: root,
    input: programs,
    platform: 'node',
    external: apart,
    resolve: { alias: replaced },
    treeshake: false,
    onLog(level, log, report) {
      // Packages may, and what they try to require and can do without, such as pg-native, need not be there.
      if (log.code !== 'EVAL' && log.code !== 'UNRESOLVED_IMPORT') report(level, log);
    },
  });
  await bundle.write({
    dir: join(root, 'dist'),
    format: 'esm',
    // `root.ts` and `embedded.ts` go by where they are: everything stands directly below dist.
    entryFileNames: '[name].js',
    chunkFileNames: 'joined-[name]-[hash].js',
    sourcemap: true,
    // Both of these leave out calls whose values nobody uses, although they throw: decodeURIComponent in a check, say.
    minify: false,
    keepNames: true,
  });
  await bundle.close();
}
