import mqtt, { type MqttClient } from 'mqtt';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { type DeviceFixture, makeDevice } from '../test/support/fixtures.ts';
import { startRedis, type TestRedis } from '../test/support/redis.ts';
import { sharedFolder } from '../test/support/server-database.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { median, quantile, round, toTable } from './support/figures.ts';
import { type PostgresServer, startPostgres } from './support/postgres.ts';
import { cpuSeconds, familySeconds, type PublisherReport, startPublisher } from './support/processes.ts';

const rounds = Number(process.env.SIGNALBOX_BENCH_ROUNDS ?? 3);
const seconds = 6;
const idleSeconds = 30;
/** The first states for each server, in which its code is compiled: as many for each, however many servers there are. */
const warmUpStates = 90_000;
const warmUpRate = 20_000;
/** Until PostgreSQL's sessions have told of what they have done. */
const statisticsMs = 1_500;
const deviceCount = 48;
/** What is measured: all takes ten minutes. */
const parts = (process.env.SIGNALBOX_BENCH_PARTS ?? 'idle,6000,1500,2000,messages').split(',');
/** States per second. */
const rates = [
  // As many as fill a core, and as many as are mostly alone in their commit where three servers share them.
  { what: 'over all servers', rateOf: () => 6_000 },
  { what: 'over all servers', rateOf: () => 1_500 },
  // The more servers share a rate, the fewer states are in each commit: only this one tells what a server more costs by itself.
  { what: 'for each server', rateOf: (count: number) => 2_000 * count },
].filter(({ rateOf }) => parts.includes(`${rateOf(1)}`));
const messages = 2_000;
const perSecond = 200;
const secretKey = 'a key that all of them have';

/**
 * What it costs to be one of several servers on a database, and how long messages take that cross from one to another. Needs
 * Debian's redis-server.
 */
export async function benchNodes(): Promise<string> {
  const postgres = await startPostgres();
  const redis = await startRedis();
  try {
    const tables = ['## Several servers as one'];
    const contenders = await startContenders(postgres, redis);
    if (parts.includes('idle')) tables.push(await measureIdle(contenders));
    for (const rate of rates) tables.push(await measureStates(contenders, rate));
    for (const { nodes } of contenders) await Promise.all(nodes.map((node) => node.stop()));
    if (parts.includes('messages')) tables.push(await measureMessages(postgres, redis));
    return tables.join('\n\n');
  } finally {
    await redis.end();
    postgres.stop();
  }
}

async function startNodes(count: number, url: string, redis: TestRedis | undefined): Promise<TestServer[]> {
  const env = {
    DATABASE_URL: url,
    SIGNALBOX_SECRET_KEY: secretKey,
    SIGNALBOX_LOG_LEVEL: 'warn',
    ...(redis ? { REDIS_URL: redis.url, SIGNALBOX_SHARED_DIR: sharedFolder(url) } : {}),
  };
  const nodes: TestServer[] = [];
  while (nodes.length < count) nodes.push(await startServer({ env }));
  return nodes;
}

type Rate = (typeof rates)[number];

/** So many servers on a database of their own, which report at their speed already. */
interface Contender {
  readonly name: string;
  readonly nodes: readonly TestServer[];
  readonly devices: readonly DeviceFixture[];
  /** Sends so many states a second to all of them together. */
  publish(rate: number, seconds: number): Promise<PublisherReport[]>;
  /** Processor seconds used so far, of the servers, of what PostgreSQL does for them, and of Redis. */
  used(): Promise<Used>;
  /** Transactions that have been committed so far. */
  countCommits(): Promise<number>;
}

interface Used {
  readonly servers: number;
  readonly postgres: number;
  readonly redis: number;
}

/** All run at the same time, so that turns follow each other at once, and only one of them is given states. */
async function startContenders(postgres: PostgresServer, redis: TestRedis): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const { name, count, redis: shared } of [
    { name: 'one, without Redis', count: 1, redis: undefined },
    { name: 'one, with Redis', count: 1, redis },
    { name: 'two', count: 2, redis },
    { name: 'three', count: 3, redis },
  ]) {
    const contender = await startContender({ name, count, redis: shared, postgres });
    await contender.publish(warmUpRate, (warmUpStates * count) / warmUpRate);
    contenders.push(contender);
  }
  return contenders;
}

async function startContender(options: {
  name: string;
  count: number;
  redis: TestRedis | undefined;
  postgres: PostgresServer;
}): Promise<Contender> {
  const { name, count, redis, postgres } = options;
  const database = `nodes_${name.replace(/[^a-z]+/g, '_')}`;
  const url = await postgres.createDatabase(database);
  const nodes = await startNodes(count, url, redis);
  const devices = await makeDevices(nodes[0] as TestServer, deviceCount);
  let startAt = 0;
  const isOfOthers = (command: string) => command.includes(' signalbox ') && !command.includes(` ${database} `);
  return {
    name,
    nodes,
    devices,
    async publish(rate, duration) {
      const running = await Promise.all(
        nodes.map((node, at) =>
          startPublisher({
            url: node.mqtt,
            devices: devices.filter((_, device) => device % count === at),
            rate: rate / count,
            window: 20,
            seconds: duration,
            startAt,
          }),
        ),
      );
      startAt += 1_000_000;
      return Promise.all(running.map(({ report }) => report)).catch((cause) => {
        throw new Error(`${name}: ${nodes.map((node) => node.log().slice(-2_000)).join('\n')}`, { cause });
      });
    },
    async used() {
      const info = redis ? await redis.cli('info', 'cpu') : '';
      return {
        servers: nodes.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
        postgres: familySeconds(postgres.pid, (command) => !isOfOthers(command)),
        redis: Number(/^used_cpu_user:(.+)/m.exec(info)?.[1] ?? 0) + Number(/^used_cpu_sys:(.+)/m.exec(info)?.[1] ?? 0),
      };
    },
    async countCommits() {
      await sleep(statisticsMs);
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const sql = 'select xact_commit::float8 as count from pg_stat_database where datname = current_database()';
      const { rows } = await client.query<{ count: number }>(sql);
      await client.end();
      return rows[0]?.count ?? Number.NaN;
    },
  };
}

/** What all use while nothing comes, in the same time. */
async function measureIdle(contenders: readonly Contender[]): Promise<string> {
  const look = () => Promise.all(contenders.map((contender) => contender.used()));
  const before = await look();
  const commits = await Promise.all(contenders.map((contender) => contender.countCommits()));
  await sleep(idleSeconds * 1000);
  const after = await look();
  const commitsAfter = await Promise.all(contenders.map((contender) => contender.countCommits()));
  const rows = contenders.map(({ name, nodes }, index) => {
    const used = (what: keyof Used) =>
      round((((after[index]?.[what] ?? 0) - (before[index]?.[what] ?? 0)) / idleSeconds) * 1000);
    const perSecond = ((commitsAfter[index] ?? 0) - (commits[index] ?? 0)) / idleSeconds;
    return [
      name,
      used('servers'),
      round(used('servers') / nodes.length),
      used('postgres'),
      used('redis'),
      round(perSecond),
    ];
  });
  return `Without any states, over ${idleSeconds} s, in ms of processor time a second:

${toTable(['servers', 'servers together', 'each', 'PostgreSQL', 'Redis, of all', 'transactions a second'], rows)}`;
}

async function measureStates(contenders: readonly Contender[], { what, rateOf }: Rate): Promise<string> {
  const figures = contenders.map(() => {
    const none: number[] = [];
    return {
      cpu: [...none],
      servers: [...none],
      postgres: [...none],
      commits: [...none],
      p50: [...none],
      p99: [...none],
    };
  });
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [index, contender] of contenders.entries()) {
      const commits = await contender.countCommits();
      const before = await contender.used();
      const reports = await contender.publish(rateOf(contender.nodes.length), seconds);
      const after = await contender.used();
      const stored = reports.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
      const perState = (one: keyof Used) => ((after[one] - before[one]) / stored) * 1e6;
      const [servers, database] = [perState('servers'), perState('postgres')];
      const figure = figures[index];
      figure?.cpu.push(servers + database + perState('redis'));
      figure?.servers.push(servers);
      figure?.postgres.push(database);
      figure?.commits.push(stored / ((await contender.countCommits()) - commits));
      figure?.p50.push(median(reports.map(({ p50 }) => p50)));
      figure?.p99.push(Math.max(...reports.map(({ p99 }) => p99)));
    }
  }
  // What another server costs is asked beside one that is ready for others.
  const first = figures[1]?.cpu ?? [];
  const rows = contenders.map(({ name }, index) => {
    const { cpu = [], servers = [], postgres = [], commits = [], p50 = [], p99 = [] } = figures[index] ?? {};
    const ratios = cpu.map((value, turn) => value / (first[turn] ?? Number.NaN));
    return [
      name,
      round(median(cpu)),
      round(median(servers)),
      round(median(postgres)),
      round(median(ratios), 2),
      ratios.map((ratio) => round(ratio, 2)).join(', '),
      round(median(commits)),
      round(median(p50)),
      round(median(p99)),
    ];
  });
  return `${deviceCount} devices, ${rateOf(1)} states a second ${what}, QoS 1, nobody watches; medians of ${rounds} turns of ${seconds} s. Processor time
in us for each state: of all processes but the generator.

${toTable(
  ['servers', 'us', 'servers', 'PostgreSQL', 'of one with Redis', 'by turn', 'states per commit', 'p50 ms', 'p99 ms'],
  rows,
)}`;
}

async function measureMessages(postgres: PostgresServer, redis: TestRedis): Promise<string> {
  const nodes = await startNodes(2, await postgres.createDatabase('nodes_messages'), redis);
  const [near, far] = nodes as [TestServer, TestServer];
  const [sender, here, there] = (await makeDevices(near, 3)) as [DeviceFixture, DeviceFixture, DeviceFixture];
  const rows: (string | number)[][] = [];
  const publisher = await connect(near, sender, true);
  const run = async (
    name: string,
    qos: 0 | 1,
    options: { server?: TestServer; device?: DeviceFixture; clean: boolean },
  ) => {
    const { server, device, clean } = options;
    const delays: number[] = [];
    const subscriber = server && device && (await connect(server, device, clean));
    subscriber?.on('message', (_topic, payload) => delays.push(performance.now() - Number(payload)));
    if (subscriber) await subscriber.subscribeAsync('bench', { qos });
    const [calls, bytes] = [await redis.calls('publish'), await inputBytes(redis)];
    const begun = performance.now();
    for (let sent = 0; sent < messages; sent += 1) {
      publisher.publish('bench', performance.now().toFixed(3).padEnd(100, '0'), { qos });
      const wait = begun + ((sent + 1) * 1000) / perSecond - performance.now();
      if (wait > 0) await sleep(wait);
    }
    await sleep(1_000);
    const asked = (await inputBytes(redis)) - bytes;
    rows.push([
      name,
      delays.length === 0 ? '-' : round(quantile(delays, 0.5), 2),
      delays.length === 0 ? '-' : round(quantile(delays, 0.99), 2),
      subscriber ? messages - delays.length : '-',
      (await redis.calls('publish')) - calls,
      round(asked / messages),
    ]);
    if (subscriber) {
      await subscriber.unsubscribeAsync('bench');
      await subscriber.endAsync();
      // Until the other server is told that nobody listens any more.
      await sleep(12_000);
    }
  };
  await run('nobody listens', 0, { clean: true });
  await run('within a server, QoS 0', 0, { server: near, device: here, clean: true });
  await run('across, QoS 0', 0, { server: far, device: there, clean: true });
  await run('within a server, QoS 1, clean session', 1, { server: near, device: here, clean: true });
  await run('across, QoS 1, clean session', 1, { server: far, device: there, clean: true });
  await run('within a server, QoS 1, persistent session', 1, { server: near, device: here, clean: false });
  await run('across, QoS 1, persistent session', 1, { server: far, device: there, clean: false });
  await publisher.endAsync();
  await Promise.all(nodes.map((node) => node.stop()));
  return `One publisher, ${messages} messages of 100 bytes, ${perSecond} a second, to one subscriber of the same or the other of two servers; from the call
that publishes to the subscriber. Redis is asked for a sign of life twice a second and server, which is in its bytes.

${toTable(['what', 'p50 ms', 'p99 ms', 'not delivered', 'PUBLISH', 'bytes to Redis per message'], rows)}`;
}

async function makeDevices(server: TestServer, count: number): Promise<DeviceFixture[]> {
  const { client } = await logIn(server);
  const first = await makeDevice(client);
  const { applicationId, key, secret } = first;
  const devices = [first];
  while (devices.length < count) {
    const { id } = await client.devices.post({
      applicationId,
      device: {
        name: `D${devices.length}`,
        attributes: [
          { name: 'temperature', dataType: 'number' },
          { name: 'humidity', dataType: 'number' },
          { name: 'running', dataType: 'boolean' },
          { name: 'note', dataType: 'string' },
        ],
      },
    });
    devices.push({ applicationId, deviceId: id, key, secret });
  }
  return devices;
}

function connect(server: TestServer, device: DeviceFixture, clean: boolean): Promise<MqttClient> {
  const { deviceId: clientId, key: username, secret: password } = device;
  return mqtt.connectAsync(server.mqtt, { clientId, username, password, clean, reconnectPeriod: 0 }, false);
}

async function inputBytes(redis: TestRedis): Promise<number> {
  return Number(/total_net_input_bytes:(\d+)/.exec(await redis.cli('info', 'stats'))?.[1]);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
