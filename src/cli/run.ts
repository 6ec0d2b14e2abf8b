import { CommandError, type CommandIo, exitCodes, UsageError } from './command.ts';
import { commands } from './commands.ts';
import { describeCommand } from './options.ts';

/**
 * Runs `signalbox <command> [options]`.
 *
 * @returns the exit code; every failure has been written to stderr as one line that says what and, for wrong calls, where
 *   the help is
 */
export async function runCommandLine(parameters: readonly string[], io: CommandIo): Promise<number> {
  const [name = '', ...rest] = parameters;
  if (name === '--help' || name === '-h' || name === 'help') {
    const wanted = rest[0];
    if (name !== 'help' || wanted === undefined) return print(io, describeCommands());
    return runCommandLine([wanted, '--help'], io);
  }
  if (name === '--version' || name === '-v') return print(io, `${io.version}\n`);
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    const what = name.startsWith('-') ? 'option' : 'command';
    io.stderr.write(`signalbox: there is no ${what} '${name}'; see signalbox --help\n`);
    return exitCodes.usage;
  }
  try {
    const { command } = await entry.load();
    if (asksForHelp(rest)) return print(io, describeCommand(name, command));
    return await command.run(rest, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`signalbox ${name}: ${error.message}; see signalbox ${name} --help\n`);
      return exitCodes.usage;
    }
    // Anything else is a fault of ours, and whoever reports it needs to say where it happened.
    const message = error instanceof CommandError ? error.message : error instanceof Error ? error.stack : error;
    io.stderr.write(`signalbox ${name}: ${message}\n`);
    return exitCodes.failed;
  }
}

function print(io: CommandIo, text: string): number {
  io.stdout.write(text);
  return exitCodes.done;
}

/** `--` ends the options: what follows is data. */
function asksForHelp(parameters: readonly string[]): boolean {
  const end = parameters.indexOf('--');
  return parameters.some((word, index) => (word === '--help' || word === '-h') && (end === -1 || index < end));
}

function describeCommands(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 3;
  return [
    'Usage: signalbox [<command> [options]]',
    '',
    'Without a command it runs the server; docs/configuration.md has its settings.',
    '',
    'Commands:',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`),
    '',
    '  signalbox <command> --help   what a command does, and its options',
    '  signalbox --version          the version of this program',
    '',
    'Exit codes: 0 done, 1 failed, 2 called wrongly, 130 interrupted.',
    '',
  ].join('\n');
}
