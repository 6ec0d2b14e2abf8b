import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { makeDataFolder } from './prepared-data.ts';
import { main, processEnv } from './server-process.ts';

/** What the test run's configuration wants Node to be told, besides. */
const nodeFlags = process.env.SIGNALBOX_TEST_NODE_FLAGS?.split(' ') ?? [];

export const adminEmail = 'admin@example.com';
export const adminPassword = 'correct horse battery';

export interface TestServer {
  readonly http: string;
  readonly mqtt: string;
  readonly mqttPort: number;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything the server has written to stderr so far. */
  log(): string;
  /** SIGTERM, and the exit code once it has ended. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another build's `main.js`. */
  readonly main?: string;
  /** Keeps its data after the test, for a second start; the test removes it. */
  readonly dataDir?: string;
  /** What Node is told besides; its threads are told it too. */
  readonly nodeFlags?: readonly string[];
  /** A program and its parameters that the server is started by, such as `unshare`; `pid` is then its id. */
  readonly by?: readonly string[];
}

/** What servers are started with unless told otherwise: for a file that runs another file's tests against such servers. */
export const serverDefaults: { main?: string; env?: Readonly<Record<string, string>> } = {};

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts the compiled server as its users do, on free ports and a data folder of its own, and waits until it is ready. */
export async function startServer(options: StartOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await makeDataFolder());
  const program = [...nodeFlags, ...(options.nodeFlags ?? []), options.main ?? serverDefaults.main ?? main];
  const [command = process.execPath, ...parameters] = [...(options.by ?? []), process.execPath, ...program];
  const child = spawn(command, parameters, {
    env: {
      ...processEnv,
      SIGNALBOX_HTTP_PORT: '0',
      SIGNALBOX_MQTT_PORT: '0',
      SIGNALBOX_DATA_DIR: dataDir,
      SIGNALBOX_ADMIN_EMAIL: adminEmail,
      SIGNALBOX_ADMIN_PASSWORD: adminPassword,
      SIGNALBOX_SELF_DEVICE: 'off',
      SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off',
      // Of a quarter of it a file is written.
      SIGNALBOX_DISK_RESERVE: '16',
      ...serverDefaults.env,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const ready = await new Promise<{ http: string; mqtt: string }>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const line = text.split('\n').find((candidate) => candidate.startsWith('{"ready":true'));
      if (line) resolve(JSON.parse(line));
    });
    void exited.then((code) => reject(new Error(`the server ended with ${code} before it was ready:\n${log}`)));
  });
  const cleanUp = async (): Promise<void> => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  return {
    ...ready,
    mqttPort: Number(new URL(ready.mqtt).port),
    dataDir,
    pid: child.pid ?? 0,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      await cleanUp();
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
      await cleanUp();
    },
  };
}
