import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logIn } from '../../test/support/api.ts';
import { makeDevice } from '../../test/support/fixtures.ts';
import { startServer, type TestServer } from '../../test/support/start-server.ts';
import { freePort } from './postgres.ts';

export interface Device {
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
}

/** Something that takes states over MQTT. */
export interface Contender {
  readonly name: string;
  readonly url: string;
  readonly devices: readonly Device[];
  /** How many states it has stored; left out by those that store nothing. */
  stored?(): Promise<number>;
  stop(): Promise<void>;
}

/** Of every device that reports to the benches. */
export const attributes = [
  { name: 'temperature', dataType: 'number' },
  { name: 'humidity', dataType: 'number' },
  { name: 'running', dataType: 'boolean' },
  { name: 'note', dataType: 'string' },
];

/** This server, as its users start it; only the throttle is off. */
export async function startSignalbox(options: {
  deviceCount: number;
  databaseUrl?: string;
  /** Another build's `main.js`, and an empty folder: what is prepared for the tests knows the migrations of this build. */
  other?: { readonly main: string; readonly dataDir: string };
  /** Further settings. */
  env?: Record<string, string>;
  /** Of every device. */
  tags?: readonly { key: string; value: string }[];
}): Promise<Contender & { readonly server: TestServer; readonly applicationId: string; readonly token: string }> {
  const { databaseUrl, other, tags = [] } = options;
  const env = { ...options.env, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) };
  const server = await startServer({ env, ...other });
  const { client, token } = await logIn(server);
  const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes, tags } });
  const devices = [{ deviceId, key, secret }];
  while (devices.length < options.deviceCount) {
    const names = Array.from(
      { length: Math.min(8, options.deviceCount - devices.length) },
      (_, at) => devices.length + at,
    );
    const made = await Promise.all(
      names.map((name) => client.devices.post({ applicationId, device: { name: `D${name}`, attributes, tags } })),
    );
    for (const { id } of made) devices.push({ deviceId: id, key, secret });
  }
  return {
    ...{ server, applicationId, token },
    name: `Signalbox, stored (${databaseUrl ? 'PostgreSQL' : 'embedded'})`,
    url: server.mqtt,
    devices,
    async stored() {
      const counts = await client.application.payloadCounts({ applicationId });
      return counts.deviceState?.['device.mqtt'] ?? 0;
    },
    async stop() {
      await server.stop();
    },
  };
}

/** Mosquitto as Debian ships it, without persistence; its limits are raised so that it never has to hold a sender back. */
export async function startMosquitto(devices: readonly Device[]): Promise<Contender> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(
    config,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_inflight_messages 0\nmax_queued_messages 0\nset_tcp_nodelay true\n`,
  );
  const child = spawn('mosquitto', ['-c', config], { stdio: 'ignore' });
  child.on('error', () => {
    throw new Error('there is no Mosquitto: apt-get install mosquitto');
  });
  await waitForPort(port, child);
  return {
    name: 'Mosquitto, kept nowhere',
    url: `mqtt://127.0.0.1:${port}`,
    devices,
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Aedes as it comes. */
export async function startAedes(devices: readonly Device[]): Promise<Contender> {
  const child = fork(fileURLToPath(new URL('bare-aedes.ts', import.meta.url)));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name: 'bare Aedes, kept nowhere',
    url: `mqtt://127.0.0.1:${port}`,
    devices,
    stop: () => end(child),
  };
}

const pipelineFolder = fileURLToPath(new URL('../pipeline', import.meta.url));

/** What people build instead: Mosquitto -> Node-RED -> PostgreSQL, with batched inserts. */
export async function startPipeline(options: {
  devices: readonly Device[];
  databaseUrl: string;
  query: (sql: string) => Promise<{ rows: Record<string, unknown>[] }>;
}): Promise<Contender> {
  await options.query('create table pipeline_state (device text, time bigint, data jsonb, primary key (device, time))');
  const mosquitto = await startMosquitto(options.devices);
  const nodeRed = startNodeRed(mosquitto, {
    settings: 'settings.cjs',
    flows: 'flows.json',
    env: { PIPELINE_DATABASE_URL: options.databaseUrl },
  });
  return {
    ...mosquitto,
    name: 'Mosquitto -> Node-RED -> PostgreSQL',
    async stored() {
      const { rows } = await options.query('select count(*)::integer as count from pipeline_state');
      return Number(rows[0]?.count);
    },
    async stop() {
      await nodeRed.stop();
      await mosquitto.stop();
    },
  };
}

/** Node-RED as its package comes, with flows of the folder `pipeline`, which take what a broker brings. */
export function startNodeRed(
  broker: Contender,
  options: { readonly settings: string; readonly flows: string; readonly env: Record<string, string> },
): { readonly pid: number; stop(): Promise<void> } {
  if (!existsSync(join(pipelineFolder, 'node_modules'))) {
    const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', install, { cwd: pipelineFolder, stdio: ['ignore', 2, 2] });
  }
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-pipeline-'));
  const child = spawn(
    process.execPath,
    [join(pipelineFolder, 'node_modules/node-red/red.js'), '-s', options.settings, '-u', folder, options.flows],
    {
      cwd: pipelineFolder,
      stdio: ['ignore', 'ignore', 2],
      env: { ...process.env, PIPELINE_DIR: folder, PIPELINE_MQTT_PORT: new URL(broker.url).port, ...options.env },
    },
  );
  return {
    pid: child.pid ?? 0,
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(forced);
}

async function waitForPort(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it listened`);
    const socket = connect(port, '127.0.0.1');
    const reached = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (reached) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on ${port}`);
}
