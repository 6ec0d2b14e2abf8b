import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findPorts } from './ports.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { makeDatabase, sharedKey } from './server-database.ts';
import { startServer, type TestServer } from './start-server.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** As operators are given it (docs/scaling.md). */
const balancerConfig = fileURLToPath(new URL('../../deploy/cluster/haproxy.cfg', import.meta.url));

/** Three servers on one PostgreSQL and one Redis, behind HAProxy. */
export interface TestCluster {
  /** Where clients reach them: through the balancer. */
  readonly balancer: Pick<TestServer, 'http' | 'mqtt' | 'mqttPort' | 'log'>;
  readonly redis: TestRedis;
  /** Each as itself, for what a balancer cannot be asked; the one that was started last at its place. */
  readonly nodes: readonly TestServer[];
  /** The ways from each node to what it needs; none unless the cluster was started with `hasWays`. */
  readonly ways: readonly { readonly redis: TcpProxy; readonly postgres: TcpProxy }[];
  /** `kill -9`. */
  kill(index: number): Promise<void>;
  /** SIGTERM; resolves with the exit code when it has ended. */
  stop(index: number): Promise<number | null>;
  /** Starts the node again at its place; resolves when it is ready. */
  start(index: number): Promise<void>;
  end(): Promise<void>;
}

/**
 * @param options.env what all nodes are told besides
 * @param options.administration of another PostgreSQL server than that of the slow tests
 * @param options.hasWays whether each node reaches PostgreSQL and Redis over ways that can be cut
 */
export async function startTestCluster(
  options: { env?: Readonly<Record<string, string>>; administration?: string; hasWays?: boolean } = {},
): Promise<TestCluster> {
  const database = await makeDatabase(options.administration);
  const redis = await startRedis();
  const { hostname, port } = new URL(database.url);
  const ways = await Promise.all(
    (options.hasWays ? [0, 1, 2] : []).map(async () => ({
      redis: await TcpProxy.start({ host: '127.0.0.1', port: redis.port }),
      postgres: await TcpProxy.start({ host: hostname, port: Number(port || 5432) }),
    })),
  );
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-nodes-'));
  const ports = await findPorts(8);
  const [httpPort = 0, mqttPort = 0] = ports;
  const places = [0, 1, 2].map((index) => ({ http: ports[2 + 2 * index] ?? 0, mqtt: ports[3 + 2 * index] ?? 0 }));
  const nodes: TestServer[] = [];
  const running = new Set<number>();
  const start = async (index: number): Promise<void> => {
    const place = places[index] as (typeof places)[number];
    const way = ways[index];
    const databaseUrl = new URL(database.url);
    if (way) databaseUrl.host = `127.0.0.1:${way.postgres.port}`;
    nodes[index] = await startServer({
      env: {
        DATABASE_URL: databaseUrl.href,
        REDIS_URL: way ? `redis://127.0.0.1:${way.redis.port}` : redis.url,
        SIGNALBOX_SECRET_KEY: sharedKey,
        SIGNALBOX_SHARED_DIR: join(folder, 'shared'),
        SIGNALBOX_HTTP_PORT: String(place.http),
        SIGNALBOX_MQTT_PORT: String(place.mqtt),
        SIGNALBOX_TRUSTED_PROXIES: '127.0.0.1',
        ...options.env,
      },
    });
    running.add(index);
  };
  // The first one makes the tables.
  await start(0);
  await Promise.all([start(1), start(2)]);
  const balancer = spawn('haproxy', ['-db', '-f', balancerConfig], {
    env: {
      PATH: process.env.PATH,
      HTTP_BIND: `127.0.0.1:${httpPort}`,
      MQTT_BIND: `127.0.0.1:${mqttPort}`,
      ...Object.fromEntries(
        places.flatMap(({ http, mqtt }, index) => [
          [`NODE_${index + 1}_HTTP`, `127.0.0.1:${http}`],
          [`NODE_${index + 1}_MQTT`, `127.0.0.1:${mqtt}`],
        ]),
      ),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const output of [balancer.stdout, balancer.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const http = `http://127.0.0.1:${httpPort}`;
  await until(async () => {
    if (balancer.exitCode !== null) throw new Error(`haproxy has ended:\n${log}`);
    return (await fetch(`${http}/ready`).catch(() => undefined))?.status === 200;
  });
  return {
    balancer: { http, mqtt: `mqtt://127.0.0.1:${mqttPort}`, mqttPort, log: () => log },
    redis,
    nodes,
    ways,
    start,
    async kill(index) {
      running.delete(index);
      await nodes[index]?.kill();
    },
    async stop(index) {
      running.delete(index);
      return (await nodes[index]?.stop()) ?? null;
    },
    async end() {
      await end(balancer);
      await Promise.all([...running].map((index) => nodes[index]?.kill()));
      await Promise.all(ways.flatMap((way) => [way.redis.end(), way.postgres.end()]));
      await redis.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exited = once(process, 'exit');
  process.kill('SIGKILL');
  await exited;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error('the balancer did not come up within a minute');
}
