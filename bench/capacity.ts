import { readFileSync } from 'node:fs';
import pg from 'pg';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startRedis } from '../test/support/redis.ts';
import { sharedFolder, sharedKey } from '../test/support/server-database.ts';
import { startServer, type TestServer } from '../test/support/start-server.ts';
import { attributes } from './support/brokers.ts';
import { constants, predict, predictConnects } from './support/capacity-model.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { Fleet } from './support/fleet.ts';
import { type PostgresServer, startPostgres } from './support/postgres.ts';
import { cpuSeconds, cpuSecondsOfFamily, residentMiB } from './support/processes.ts';
import { registerDevices } from './support/register-devices.ts';

/** SIGNALBOX_BENCH_CONNECTIONS changes it. */
const wanted = Number(process.env.SIGNALBOX_BENCH_CONNECTIONS ?? 20_000);
const generators = 2;
const nodeCount = 2;
const reportEverySeconds = 20;
const seconds = 60;
const idleSeconds = 20;
const atOnce = 250;
/** What a node has open besides connections: sessions of the database, Redis, its own files, requests. */
const otherFiles = 300;
const sizes = [
  { devices: 10_000, nodes: 2 },
  { devices: 100_000, nodes: 3 },
  { devices: 1_000_000, nodes: 10 },
];

/** Until the heap has calmed down after a start or a burst of connections. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10_000));
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** As many as fit into the limit of open files of one process: when a node has died, the other one has all of them. */
function connectionsThatFit(): number {
  const limit = /Max open files\s+\d+\s+(\d+|unlimited)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? '0';
  const most = limit === 'unlimited' ? wanted : Number(limit) - otherFiles;
  return Math.min(wanted, most - (most % 2));
}

/**
 * Checks the capacity model at the size that fits here: many devices on two nodes that connect, do nothing, report now and then,
 * and come back to the other node when one is killed. Prints what the model says beside what was measured. Needs Debian's
 * redis-server.
 */
export async function benchCapacity(): Promise<string> {
  const postgres = await startPostgres();
  const redis = await startRedis();
  const databaseUrl = await postgres.createDatabase('capacity');
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    SIGNALBOX_SECRET_KEY: sharedKey,
    SIGNALBOX_SHARED_DIR: sharedFolder(databaseUrl),
    SIGNALBOX_LOG_LEVEL: 'warn',
  };
  const first = await startServer({ env });
  const nodes = [first, await startServer({ env })];
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const { client } = await logIn(first);
  const { deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
  const count = connectionsThatFit();
  const ids = await registerDevices(pool, { template: deviceId, from: 0, count });
  const fleet = await Fleet.start(
    {
      devices: ids.map((id) => ({ deviceId: id, key, secret })),
      places: nodes.map(({ mqttPort }) => ({ port: mqttPort })),
      atOnce,
      reportEverySeconds,
    },
    generators,
  );
  const all = [...nodes];
  try {
    return await measure({ nodes, postgres, pool, fleet, count });
  } finally {
    // Leases lost and the like are part of the answer; after the last line of a start they are all that it says.
    for (const node of all)
      process.stderr.write(
        node
          .log()
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .join('\n'),
      );

    fleet.end();
    await pool.end();
    await Promise.all(nodes.map((node) => node.kill()));
    await redis.end();
    postgres.stop();
  }
}

async function measure(of: {
  nodes: TestServer[];
  postgres: PostgresServer;
  pool: pg.Pool;
  fleet: Fleet;
  count: number;
}): Promise<string> {
  const { nodes, postgres, pool, fleet, count } = of;
  const ask = async (sql: string): Promise<number> =>
    Number((await pool.query({ text: sql, rowMode: 'array' })).rows[0]?.[0]);
  const resident = () => nodes.reduce((sum, { pid }) => sum + residentMiB(pid), 0);
  const cpu = () => ({
    nodes: nodes.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
    database: cpuSecondsOfFamily(postgres.pid),
  });
  const used = (before: ReturnType<typeof cpu>): number =>
    cpu().nodes + cpu().database - before.nodes - before.database;

  await settle();
  const empty = resident();
  const beforeConnect = cpu();
  const connected = await fleet.connect();
  const connectCpu = used(beforeConnect);
  await settle();
  const held = resident() - empty;

  const beforeIdle = cpu();
  await sleep(idleSeconds * 1000);
  const idleCpu = used(beforeIdle) / idleSeconds;

  const log = "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn";
  const size =
    "select coalesce(sum(pg_total_relation_size(inhrelid)), 0) from pg_inherits where inhparent = 'device_state'::regclass";
  const early = await fleet.lost();
  const images = 'select wal_fpi from pg_stat_wal';
  const before = { log: await ask(log), images: await ask(images), size: await ask(size), cpu: cpu() };
  const reported = await fleet.report(seconds);
  const stateCpu = used(before.cpu) - idleCpu * seconds;
  const logBytes = (await ask(log)) - before.log;
  const imageBytes = ((await ask(images)) - before.images) * 8192;
  const sizeBytes = (await ask(size)) - before.size;
  const stored = await ask('select count(*) from device_state');

  const lost = await fleet.lost();
  const [dying, surviving] = nodes as [TestServer, TestServer];
  const moving = fleet.moveOn();
  const survivorCpu = cpuSeconds(surviving.pid) + cpuSecondsOfFamily(postgres.pid);
  const killedAt = performance.now();
  await dying.kill();
  nodes.shift();
  const moved = await moving;
  const moveCpu = cpuSeconds(surviving.pid) + cpuSecondsOfFamily(postgres.pid) - survivorCpu;
  const others = 'select count(*) from node where lease_until <= clock_timestamp()';
  const away =
    'select count(*) from device where connected is not true and device_row_id > (select min(device_row_id) from device)';
  while ((await ask('select count(*) from node')) > 1 || (await ask(others)) > 0) await sleep(100);
  const succeededMs = performance.now() - killedAt;
  const unmarked = await ask(away);
  await settle();
  const survivor = residentMiB(surviving.pid);

  const model = predict({ devices: count, nodes: nodeCount, everySeconds: reportEverySeconds });
  const predictions = sizes.map((size) => predict({ ...size, everySeconds: 60 }));
  const { acknowledged } = reported;
  const perState = (value: number): number => value / acknowledged;
  const rows: (string | number)[][] = [
    ['memory of two nodes without connections, MiB', nodeCount * constants.node, round(empty, 0)],
    [`memory of ${count} connections, MiB`, round(model.connectionMiB, 0), round(held, 0)],
    ['KiB of a connection', constants.connection, round((held * 1024) / count)],
    ['µs of a core to connect', constants.connect, round((connectCpu / count) * 1e6, 0)],
    ['s of a core for all to connect', round(predictConnects(count)), round(connectCpu)],
    ['cores while all are connected and silent', 0, round(idleCpu, 3)],
    [`cores for ${model.statesPerSecond} states/s`, round(model.cores, 3), round(stateCpu / seconds, 3)],
    [
      'µs of a core for a state',
      round((model.cores / model.statesPerSecond) * 1e6, 0),
      round(perState(stateCpu) * 1e6, 0),
    ],
    ['bytes of a state', constants.state, round(perState(sizeBytes), 0)],
    ['bytes of log for a state', round(model.logBytesPerState, 0), round(perState(logBytes), 0)],
    ['of it images of pages, after a checkpoint, at most', 'not said', round(perState(imageBytes), 0)],
    ['s of a core for the clients of a dead node to come back', round(predictConnects(moved.count)), round(moveCpu)],
    ['memory of the node that is left, MiB', round(constants.node + model.connectionMiB, 0), round(survivor, 0)],
  ];
  const at = (samples: readonly number[], share: number): number => round(quantile(samples, share), 0);
  return `## Capacity: ${count} connections on two nodes

Each device has a clean session with a subscription to its commands, and reports one state every ${reportEverySeconds} s. Processor seconds are those
of the nodes and PostgreSQL, without the ${generators} processes that are the devices.${count < wanted ? ` Fewer than ${wanted}: the node that is left may have no more files open.` : ''}

${toTable(['what', 'the model says', 'measured'], rows)}

All connected in ${round(connected.ms / 1000)} s, ${round((count / connected.ms) * 1000, 0)} a second, ${2 * atOnce} at a time (${connected.retries} tries failed).
States: ${reported.sent} sent, ${acknowledged} acknowledged, ${stored} stored; ms to the acknowledgement p50 ${at(reported.latencies, 0.5)}, p99 ${at(reported.latencies, 0.99)};
connections that ended while nothing was asked of them: ${early} while silent, ${lost} while reporting.
After kill -9 of one node its ${moved.count} clients, all at once, were back after ms p50 ${at(moved.delays, 0.5)}, p99 ${at(moved.delays, 0.99)}, last ${at(moved.delays, 1)}
(${moved.retries} tries failed); what it had left was seen to after ${round(succeededMs / 1000)} s, ${unmarked} devices not marked connected then.

What the model says of devices that report once a minute:

${toTable(
  ['', ...sizes.map(({ devices }) => devices.toLocaleString('en'))],
  [
    ['nodes', ...sizes.map(({ nodes }) => nodes)],
    ['states/s', ...predictions.map(({ statesPerSecond }) => round(statesPerSecond, 0))],
    ['cores for them', ...predictions.map(({ cores }) => round(cores, 2))],
    ['memory of connections, GiB', ...predictions.map(({ connectionMiB }) => round(connectionMiB / 1024, 2))],
    ['states on disk, GB a day', ...predictions.map(({ stateGBPerDay }) => round(stateGBPerDay))],
    ['log of PostgreSQL, GB a day', ...predictions.map(({ logGBPerDay }) => round(logGBPerDay))],
    ['s of a core when all connect', ...sizes.map(({ devices }) => round(predictConnects(devices), 0))],
  ],
)}
`;
}
