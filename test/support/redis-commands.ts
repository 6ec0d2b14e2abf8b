import { type ChildProcess, spawn } from 'node:child_process';
import type { TestRedis } from './redis.ts';

/** What `COMMAND DOCS` says of a command or one of its arguments, as far as it is of use here. */
interface Docs {
  readonly since?: string;
  readonly token?: string;
  readonly arguments?: readonly Docs[];
}

/** What a Redis was told, as `MONITOR` shows it, calls of scripts included. */
export class CommandRecord {
  readonly #monitor: ChildProcess;
  #text = '';

  private constructor(monitor: ChildProcess) {
    this.#monitor = monitor;
    monitor.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
    });
  }

  /** Resolves when everything that comes from then on is seen. */
  static async start(redis: TestRedis): Promise<CommandRecord> {
    const monitor = spawn('redis-cli', ['-p', String(redis.port), 'monitor'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const record = new CommandRecord(monitor);
    await new Promise<void>((resolve) => monitor.stdout?.once('data', () => resolve()));
    return record;
  }

  /** Each command with its arguments, the name first and in lower case. */
  get calls(): string[][] {
    return this.#text.split('\n').flatMap((line) => {
      const [name, ...args] = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word);
      return name === undefined ? [] : [[name.toLowerCase(), ...args]];
    });
  }

  end(): void {
    this.#monitor.kill();
  }
}

/** The commands that the Redis was given since it has started, those of scripts included: `xadd`, `client|setname`. */
export async function readUsedCommands(redis: TestRedis): Promise<string[]> {
  const stats = await redis.cli('info', 'commandstats');
  return [...stats.matchAll(/^cmdstat_([^:]+):calls=[1-9]/gm)].map(([, name = '']) => name).toSorted();
}

/** Since which version of Redis each of the commands is there, and those of their options that are younger than it. */
export async function readSince(
  redis: TestRedis,
  names: readonly string[],
): Promise<Map<string, { readonly since: string; readonly options: ReadonlyMap<string, string> }>> {
  const docs = JSON.parse(await redis.cli('--json', 'command', 'docs', ...names)) as Record<string, Docs>;
  return new Map(
    Object.entries(docs).map(([name, { since = '', arguments: parts = [] }]) => {
      const options = new Map<string, string>();
      const take = (part: Docs): void => {
        if (part.token && part.since) options.set(part.token.toUpperCase(), part.since);
        for (const inner of part.arguments ?? []) take(inner);
      };
      for (const part of parts) take(part);
      return [name.toLowerCase(), { since, options }];
    }),
  );
}

/** Whether the version (`6.2.0`) is younger than the other one. */
export function isYounger(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [ofMajor = 0, ofMinor = 0] = than.split('.').map(Number);
  return major > ofMajor || (major === ofMajor && minor > ofMinor);
}
