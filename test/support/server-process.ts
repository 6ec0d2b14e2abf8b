import { fileURLToPath } from 'node:url';

/** The compiled server, which is the command line too. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/**
 * What every process of it is told by a test's own environment. Node keeps what it compiles, so that each of the hundred
 * starts of a test run need not compile the same packages again.
 */
export const processEnv: Readonly<Record<string, string | undefined>> = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../node_modules/.cache/signalbox-compiled', import.meta.url)),
};
