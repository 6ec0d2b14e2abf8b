import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * For the servers that tests start, and for the tests' own processes, which run servers and databases too. Most of the
 * processor time of a start would go into optimising the WebAssembly of the embedded database, and much into small
 * collections of garbage; both pay for servers that run longer than a test does. The slow suite and the benches run them as
 * users do.
 */
const nodeFlags = ['--liftoff-only', '--min-semi-space-size=16'];

/** What Node.js has compiled of the modules and packages that tests load, and servers: each process need not do so again. */
const compiled = fileURLToPath(new URL('node_modules/.cache/signalbox-compiled', import.meta.url));

export default defineConfig({
  test: {
    globalSetup: ['test/memory-folder.ts', 'test/prepare-data.ts', 'test/shared-servers.ts'],
    setupFiles: ['test/support/seed.ts', 'test/support/engine-code.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Those that need a PostgreSQL server or long runs, and those that need a browser, have configurations of their own.
    exclude: ['**/*.server.test.ts', 'test/slow/**', 'test/browser/**'],
    env: { SIGNALBOX_TEST_NODE_FLAGS: nodeFlags.join(' '), NODE_COMPILE_CACHE: compiled },
    execArgv: nodeFlags,
    // Node.js loads the tests as it loads the server, types and all. Vite's loader turns every use of an import into a look at
    // an object, which takes a quarter of the processor time of tests that run a server. Nothing here needs its `vi.mock`.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // A process for all files of a worker: loading the packages anew for each takes longer than most files' tests do.
    isolate: false,
    // One more than there are processors, for the times in which a file waits. Each compiles its packages and has a server of its own, so
    // that four on two processors took 396 processor seconds where three took 322. Each takes up to half a gigabyte with its server: more
    // than eight would ask much of a machine with many processors.
    maxWorkers: Math.min(availableParallelism() + 1, 8),
    // Of machines that are slow, or busy: whatever is awaited comes, or the test fails, but not because a second has passed.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
