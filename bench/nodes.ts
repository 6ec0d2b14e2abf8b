import mqtt, { type MqttClient } from 'mqtt';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { type DeviceFixture, makeDevice } from '../test/support/fixtures.ts';
import { startRedis, type TestRedis } from '../test/support/redis.ts';
import { sharedFolder } from '../test/support/server-database.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { median, quantile, round, toTable } from './support/figures.ts';
import { type PostgresServer, startPostgres } from './support/postgres.ts';
import { cpuSeconds, startPublisher } from './support/processes.ts';

const rounds = 3;
const seconds = 6;
const idleSeconds = 5;
/** Of the first states for each server, in which its code is compiled: as many for each, however many servers share them. */
const warmUpSeconds = 3;
/** Until PostgreSQL's sessions have told of what they have done. */
const statisticsMs = 1_500;
const deviceCount = 48;
/** States per second: well below what one server can do, so that what is compared is the same work. */
const rates = [
  { what: 'over all servers', rateOf: () => 6_000 },
  // The more servers share a rate, the fewer states are in each commit: only this one tells what a server more costs by itself.
  { what: 'for each server', rateOf: (count: number) => 2_000 * count },
];
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
    return `## Several servers as one

${await measureStates(postgres, redis, rates[0] as Rate)}

${await measureStates(postgres, redis, rates[1] as Rate)}

${await measureMessages(postgres, redis)}
`;
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

async function measureStates(postgres: PostgresServer, redis: TestRedis, { what, rateOf }: Rate): Promise<string> {
  const url = await postgres.createDatabase(`nodes_states_${rateOf(2)}`);
  const settings = [
    { name: 'one, without Redis', count: 1, redis: undefined },
    { name: 'one, with Redis', count: 1, redis },
    { name: 'two', count: 2, redis },
    { name: 'three', count: 3, redis },
  ];
  const figures = settings.map(() => {
    const none: number[] = [];
    return { cpu: [...none], idle: [...none], commits: [...none], p50: [...none], p99: [...none] };
  });
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const countCommits = async (): Promise<number> => {
    await sleep(statisticsMs);
    const sql = 'select xact_commit::float8 as count from pg_stat_database where datname = current_database()';
    return (await pool.query<{ count: number }>(sql)).rows[0]?.count ?? Number.NaN;
  };
  let devices: DeviceFixture[] = [];
  let startAt = 0;
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [index, setting] of settings.entries()) {
      const nodes = await startNodes(setting.count, url, setting.redis);
      if (devices.length === 0) devices = await makeDevices(nodes[0] as TestServer, deviceCount);
      const publish = async (duration: number) => {
        const running = await Promise.all(
          nodes.map((node, at) =>
            startPublisher({
              url: node.mqtt,
              devices: devices.filter((_, device) => device % nodes.length === at),
              rate: rateOf(setting.count) / nodes.length,
              window: 20,
              seconds: duration,
              startAt,
            }),
          ),
        );
        startAt += 1_000_000;
        return Promise.all(running.map(({ report }) => report)).catch((cause) => {
          throw new Error(`${setting.name}: ${nodes.map((node) => node.log().slice(-2_000)).join('\n')}`, { cause });
        });
      };
      await publish(warmUpSeconds * setting.count);
      const beforeIdle = nodes.map(({ pid }) => cpuSeconds(pid));
      await sleep(idleSeconds * 1000);
      const idle = nodes.reduce((sum, { pid }, at) => sum + cpuSeconds(pid) - (beforeIdle[at] ?? 0), 0);
      const commits = await countCommits();
      const before = nodes.map(({ pid }) => cpuSeconds(pid));
      const reports = await publish(seconds);
      const used = nodes.reduce((sum, { pid }, at) => sum + cpuSeconds(pid) - (before[at] ?? 0), 0);
      const stored = reports.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
      figures[index]?.cpu.push((used / stored) * 1e6);
      figures[index]?.idle.push((idle / idleSeconds) * 1000);
      figures[index]?.commits.push(stored / ((await countCommits()) - commits));
      figures[index]?.p50.push(median(reports.map(({ p50 }) => p50)));
      figures[index]?.p99.push(Math.max(...reports.map(({ p99 }) => p99)));
      await Promise.all(nodes.map((node) => node.stop()));
    }
  }
  const first = figures[0]?.cpu ?? [];
  const rows = settings.map(({ name }, index) => {
    const { cpu = [], idle = [], commits = [], p50 = [], p99 = [] } = figures[index] ?? {};
    const ratios = cpu.map((value, turn) => value / (first[turn] ?? Number.NaN));
    return [
      name,
      round(median(cpu)),
      round(median(ratios), 2),
      ratios.map((ratio) => round(ratio, 2)).join(', '),
      round(median(commits)),
      round(median(idle)),
      round(median(p50)),
      round(median(p99)),
    ];
  });
  await pool.end();
  return `${deviceCount} devices, ${rateOf(1)} states a second ${what}, QoS 1, nobody watches; medians of ${rounds} turns of ${seconds} s, after as many
states for each server as ${warmUpSeconds} s at that rate are. CPU is that of the server processes, without PostgreSQL.

${toTable(
  [
    ...['servers', 'CPU s per million states', 'of one without Redis', 'by turn', 'states per commit'],
    ...['CPU ms per s without any', 'p50 ms', 'p99 ms'],
  ],
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
