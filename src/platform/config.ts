import { resolve } from 'node:path';
import type { Setting } from './setting.ts';
import { definitions } from './setting-definitions.ts';

type Definitions = typeof definitions;
type Parsed<S> = S extends Setting<infer Value> & { default: infer D }
  ? Value | (D extends string ? never : undefined)
  : never;

/** All settings as `loadConfig` has read them, frozen; undefined where one is unset and has no default. */
export type Config = { readonly [Key in keyof Definitions]: Parsed<Definitions[Key]> };

/** For the generated documentation and `.env.example`. */
export const settings: readonly Pick<Setting<unknown>, 'name' | 'default' | 'meaning' | 'allowed'>[] =
  Object.values(definitions);

/** Thrown with every problem that the environment has, so that they can be mended in one go. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`These settings are wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads all settings from the environment; an empty variable counts as unset.
 *
 * @throws ConfigError naming every wrong setting and what it may be.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, definition] of Object.entries(definitions) as [string, Setting<unknown>][]) {
    const text = environment[definition.name] || definition.default;
    if (text === undefined) continue;
    const value = definition.parse(text);
    // A wrong secret must not be repeated in the message, nor a database URL, which may hold a password.
    if (value === undefined) problems.push(`${definition.name} must be ${definition.allowed}`);
    values[key] = value;
  }
  if (Boolean(values.tlsCert) !== Boolean(values.tlsKey)) {
    problems.push('SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY must be given together');
  }
  if (values.tlsClientCa && !values.tlsCert) {
    problems.push('SIGNALBOX_TLS_CLIENT_CA needs SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY');
  }
  if (values.webSocketCertificates && !values.tlsCert) {
    problems.push('SIGNALBOX_WEBSOCKET_CERTIFICATES needs SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY');
  }
  if (values.fileStore && !(values.fileStoreAccessKeyId && values.fileStoreSecretAccessKey)) {
    problems.push(
      'SIGNALBOX_FILE_STORE needs SIGNALBOX_FILE_STORE_ACCESS_KEY_ID and SIGNALBOX_FILE_STORE_SECRET_ACCESS_KEY',
    );
  }
  if (values.redisUrl && !values.databaseUrl) {
    problems.push('REDIS_URL needs DATABASE_URL: only a PostgreSQL server can be shared by several servers');
  }
  if (values.redisUrl && !values.secretKey) {
    problems.push('REDIS_URL needs SIGNALBOX_SECRET_KEY: what one node has encrypted is read by the others');
  }
  if (values.redisUrl && !values.fileStore && !values.sharedDir) {
    problems.push(
      'REDIS_URL needs SIGNALBOX_FILE_STORE or SIGNALBOX_SHARED_DIR: a file or an export of one node is asked for on another one',
    );
  }
  if (values.filesUrl && values.publicUrl && hostOf(values.filesUrl) === hostOf(values.publicUrl)) {
    problems.push('SIGNALBOX_FILES_URL must be another host than SIGNALBOX_PUBLIC_URL');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  values.dataDir = resolve(values.dataDir as string);
  if (values.sharedDir) values.sharedDir = resolve(values.sharedDir as string);
  if (values.archiveDir) values.archiveDir = resolve(values.archiveDir as string);
  return Object.freeze(values) as unknown as Config;
}

function hostOf(url: unknown): string {
  return new URL(url as string).host;
}

/** Variables that the commands read, for what should not stand on a command line or would be typed every time. */
export const commandVariables = {
  SIGNALBOX_URL: 'The server that a command talks to, as `--url` does.',
  SIGNALBOX_TOKEN:
    'Bearer token of a command, as `--token` does; a command line can be seen by every user of a machine.',
  SIGNALBOX_EMAIL: 'Who a command logs in as, as `--email` does.',
  SIGNALBOX_PASSWORD: 'The password that goes with it.',
  SIGNALBOX_ACCESS_SECRET: 'The secret of the access key that `simulate --access-key` names.',
} as const;

/** The environment for commands, which read `commandVariables` and what the packages that they use read by themselves. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Variables that look like ours but are none: most likely misspelt, so worth a warning at start. */
export function unknownSettings(environment: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const known = new Set<string>([...settings.map(({ name }) => name), ...Object.keys(commandVariables)]);
  return Object.keys(environment).filter(
    (name) => name.startsWith('SIGNALBOX_') && !name.startsWith('SIGNALBOX_TEST_') && !known.has(name),
  );
}
