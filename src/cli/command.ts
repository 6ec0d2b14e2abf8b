import type { ParseArgsOptionDescriptor } from 'node:util';

/** How a command ends; docs/cli.md says the same. */
export const exitCodes = {
  done: 0,
  /** It could not do what it was asked to, or found what it looked for: the last line on stderr says what. */
  failed: 1,
  /** It was called wrongly and has done nothing. */
  usage: 2,
  /** It was stopped before it was done (Ctrl-C). */
  interrupted: 130,
} as const;

/** A failure whose message is all that the caller needs to see; ends the command with `exitCodes.failed`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A wrong call; ends the command with `exitCodes.usage` and points at its help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What can only be done with the server's own program, not through its API. */
export interface ServerProgram {
  /** @param email left out: of the first administrator. @throws Error with a message for the operator */
  resetPassword(email: string | undefined): Promise<{ email: string; password: string }>;
}

/** What a command may touch of its process. Results go to stdout, everything for people's eyes only to stderr. */
export interface CommandIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C or SIGTERM: finish what is in hand, say how far you came, and return. */
  readonly signal: AbortSignal;
  /** Of this program. */
  readonly version: string;
  readonly server: ServerProgram;
}

/** An option as `parseArgs` of node:util takes it, with what the help says of it. */
export interface Option extends ParseArgsOptionDescriptor {
  readonly meaning: string;
  /** What stands for the value in the help, such as `FILE`. */
  readonly placeholder?: string;
  /** Whether the empty text is a value too; else it is refused. */
  readonly mayBeEmpty?: boolean;
}

export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the command's name, such as `[options] TARGET`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Lines after the options: examples, environment variables. */
  readonly notes?: string;
  /**
   * @param parameters what stood after the command's name, without `--help`
   * @returns an exit code
   * @throws UsageError, CommandError
   */
  run(parameters: readonly string[], io: CommandIo): Promise<number>;
}
