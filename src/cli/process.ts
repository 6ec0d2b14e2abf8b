import { readEnvironment } from '../platform/config.ts';
import { readVersion } from '../root.ts';
import { exitCodes, type ServerProgram } from './command.ts';
import { runCommandLine } from './run.ts';

/** npm, npx and a terminal may each pass on the same Ctrl-C; what comes this soon after it is no second one. */
const sameSignalMs = 700;

/** Runs a command as this process: its streams, environment and signals. @returns the exit code */
export async function runFromProcess(parameters: readonly string[], server: ServerProgram): Promise<number> {
  const version = readVersion();
  const interruption = new AbortController();
  let gone: (() => void) | undefined;
  const left = new Promise<number>((resolve) => {
    let since: number | undefined;
    const interrupt = (): void => {
      const now = performance.now();
      since ??= now;
      interruption.abort();
      // Who asks again does not want to wait until what is in hand is finished.
      if (now - since > sameSignalMs) resolve(exitCodes.interrupted);
    };
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    gone = () => resolve(exitCodes.done);
  });
  // Whoever reads has seen enough, as `head` has.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone?.();
  });
  const { stdout, stderr } = process;
  const environment = readEnvironment();
  const code = await Promise.race([
    runCommandLine(parameters, { stdout, stderr, environment, signal: interruption.signal, version, server }),
    left,
  ]);
  if (stdout.writable) await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  return code;
}
