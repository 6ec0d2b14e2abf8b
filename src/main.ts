#!/usr/bin/env node
import { Buffer } from 'node:buffer';
import { setFlagsFromString } from 'node:v8';

/**
 * Loading the server makes garbage that would let the heap's young generation grow at once, and V8 does not soon give it
 * back: 70 MB that an idle server on a small machine has better use for. So it may grow only once the server is ready,
 * when load asks for it. One compilation of WebAssembly at a time keeps the optimising of the embedded database from
 * taking another 40 MB.
 */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--wasm-num-compilation-tasks=1');
/**
 * Small buffers are cut from slabs of this size. Node's own 64 KiB (it was 8 KiB for long) are not collected with the young
 * generation: 4 MB a second of small buffers let 4 MB a second lie until the next collection of everything.
 */
Buffer.poolSize = 8 * 1024;

const letHeapGrow = (): void => {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--heap-growing-percent=50');
};

const parameters = process.argv.slice(2);
if (parameters.length > 0) {
  letHeapGrow();
  const { runFromProcess } = await import('./cli/process.ts');
  const server = {
    resetPassword: async (email: string | undefined) => (await import('./reset-password.ts')).resetPassword(email),
  };
  process.exit(await runFromProcess(parameters, server));
}

try {
  const { serve } = await import('./serve.ts');
  await serve({ onReady: letHeapGrow });
} catch (error) {
  const words: string[] = [];
  // The first is for the operator; what caused it says where to look.
  for (let link = error; link instanceof Error && words.length < 5; link = link.cause) words.push(link.message);
  const message = words.join(': ') || String(error);
  const isConfigError = error instanceof Error && error.name === 'ConfigError';
  process.stderr.write(`${isConfigError ? message : `Signalbox could not start: ${message}`}\n`);
  process.exit(1);
}
