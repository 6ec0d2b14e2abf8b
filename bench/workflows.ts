import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../test/support/tenant.ts';
import { type Contender, startMosquitto, startNodeRed, startSignalbox } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';
import { freePort, type PostgresServer, startPostgres } from './support/postgres.ts';
import { busySeconds, startPublisher } from './support/processes.ts';

const rounds = 3;
const seconds = 5;
const deviceCount = 200;
/** Unacknowledged states per device. */
const window = 5;
const tags = [{ key: 'kind', value: 'bench' }];
/** The bounds of one application, which keep it from taking the server for itself, are out of the way. */
const env = {
  SIGNALBOX_WORKFLOW_RUNNING: '5000',
  SIGNALBOX_WORKFLOW_RUNNING_EACH: '5000',
  SIGNALBOX_WORKFLOW_STARTS: '100000',
  SIGNALBOX_WORKFLOW_WAITING: '10000000',
};

/** Something that runs the workflow for each report, and counts how often it has. */
interface Runner extends Contender {
  ran(): Promise<number>;
}

interface Turn {
  readonly runsPerSecond: number;
  readonly acknowledged: number;
  readonly cpuPerMillion: number;
}

/**
 * The same workflow for the same reports over MQTT, here and in Node-RED behind Mosquitto: device trigger, condition, function,
 * storage, and a debug node that nobody watches. What both have counted in their storage must be what was acknowledged.
 */
export async function benchWorkflows(): Promise<string> {
  const postgres = await startPostgres();
  const onPostgres = await startRunner(postgres, 'workflows');
  const embedded = await startRunner();
  const runners = [await startRedRunner(onPostgres), onPostgres, embedded];
  const turns = new Map<Runner, Turn[]>(runners.map((runner) => [runner, []]));
  let startAt = 0;
  // Whoever has just begun is not at its speed yet.
  for (let turn = -1; turn < rounds; turn += 1) {
    for (const runner of runners) {
      const result = await runTurn(runner, startAt);
      if (turn >= 0) turns.get(runner)?.push(result);
      startAt += 1_000_000;
    }
  }
  const [nodeRed] = runners as [Runner];
  const base = turns.get(nodeRed) ?? [];
  const rows = runners.map((runner) => {
    const own = turns.get(runner) ?? [];
    return [
      runner.name,
      round(median(own.map(({ runsPerSecond }) => runsPerSecond)), 0),
      round(median(own.map(({ cpuPerMillion }) => cpuPerMillion)), 1),
      own.map((turn, index) => round(turn.runsPerSecond / (base[index]?.runsPerSecond ?? Number.NaN), 2)).join(', '),
    ];
  });
  for (const runner of runners) await runner.stop();
  const ingest = await benchIngestWithWorkflows(postgres);
  postgres.stop();
  return `## Workflows, ${deviceCount} devices

Each report starts a workflow of five nodes: device trigger, condition, function, storage (a counter for each device), a debug node
that nobody watches. Medians of ${rounds} turns, each of ${seconds} s of reports as fast as they are acknowledged (${window} under way per
device), divided by the time until the last has run. Node-RED keeps its storage in memory and the reports nowhere; Signalbox
acknowledges a report when it and what it starts are durable, and so is its storage.

${toTable(['server', 'runs/s', 'CPU s per million runs', 'of Node-RED, by turn'], rows)}

${ingest}
`;
}

async function runTurn(runner: Runner, startAt: number): Promise<Turn> {
  const { url, devices } = runner;
  const before = await runner.ran();
  const busy = busySeconds();
  const begun = performance.now();
  const { report } = await startPublisher({ url, devices, window, seconds, rate: 0, startAt });
  const { acknowledged, cpuSeconds } = await report;
  let ran = 0;
  while (ran < acknowledged) {
    await delay(100);
    ran = (await runner.ran()) - before;
  }
  if (ran !== acknowledged) throw new Error(`${runner.name}: ${acknowledged} acknowledged, ${ran} counted`);
  const elapsed = (performance.now() - begun) / 1000;
  return {
    acknowledged,
    runsPerSecond: ran / elapsed,
    cpuPerMillion: ((busySeconds() - busy - cpuSeconds) / ran) * 1e6,
  };
}

async function startRunner(postgres?: PostgresServer, name = ''): Promise<Runner> {
  const contender = await startSignalbox({
    ...{ deviceCount, tags, env },
    ...(postgres ? { databaseUrl: await postgres.createDatabase(name) } : {}),
  });
  const { server, applicationId, token } = contender;
  const flow = await makeFlow(contender, 'Counts');
  return {
    ...contender,
    async ran() {
      const { body } = await call(server, 'GET', `/applications/${applicationId}/flows/${flow}/storage`, { token });
      return Object.values(body).reduce<number>((sum, count) => sum + Number(count), 0);
    },
  };
}

async function makeFlow(
  { server, applicationId, token }: Awaited<ReturnType<typeof startSignalbox>>,
  name: string,
): Promise<string> {
  const body = {
    name,
    triggers: [{ type: 'deviceTag', key: 'kind/bench', config: {}, meta: {}, outputIds: [['condition']] }],
    nodes: [
      {
        id: 'condition',
        type: 'ConditionalNode',
        config: { expression: '{{data.temperature}} > 5' },
        meta: {},
        outputIds: [[], ['function']],
      },
      {
        id: 'function',
        type: 'RawFunctionNode',
        config: { script: 'payload.data.fahrenheit = payload.data.temperature * 1.8 + 32;' },
        meta: {},
        outputIds: [['storage']],
      },
      {
        id: 'storage',
        type: 'StoreValueNode',
        config: { keyName: 'count-{{triggerId}}', valueType: 'incr', value: '1' },
        meta: {},
        outputIds: [['debug']],
      },
      { id: 'debug', type: 'DebugNode', config: {}, meta: {}, outputIds: [] },
    ],
  };
  const made = await call(server, 'POST', `/applications/${applicationId}/flows`, { token, body });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return String(made.body.id);
}

async function startRedRunner({ devices }: Contender): Promise<Runner> {
  const mosquitto = await startMosquitto(devices);
  const port = await freePort();
  const nodeRed = startNodeRed(mosquitto, {
    settings: 'workflow-settings.cjs',
    flows: 'workflow-flows.json',
    env: { PIPELINE_HTTP_PORT: String(port) },
  });
  const ran = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/ran`);
    return ((await answer.json()) as { ran: number }).ran;
  };
  const runner: Runner = {
    ...mosquitto,
    name: 'Mosquitto -> Node-RED, kept in memory',
    ran,
    async stop() {
      await nodeRed.stop();
      await mosquitto.stop();
    },
  };
  // It has subscribed once a first report gets through.
  for (let attempt = 0; (await ran().catch(() => 0)) === 0; attempt += 1) {
    if (attempt > 100) throw new Error('Node-RED does not run its flow');
    const publisher = await startPublisher({ ...mosquitto, window: 1, seconds: 0.2, rate: 100, startAt: 0 });
    await publisher.report;
    await delay(300);
  }
  return runner;
}

/**
 * What ten workflows on every device leave of the rate at which reports are stored, with the bounds that an application usually has and
 * with none. A server of its own for each turn: what an earlier one has left to run would count.
 */
async function benchIngestWithWorkflows(postgres: PostgresServer): Promise<string> {
  const rows: (string | number)[][] = [];
  for (const [bounds, settings] of [
    ['usual', {}],
    ['none', env],
  ] as const) {
    for (const kind of ['PostgreSQL', 'embedded'] as const) {
      const turns: { without: number; beside: number }[] = [];
      for (let turn = 0; turn < rounds; turn += 1) {
        const database = kind === 'PostgreSQL' ? await postgres.createDatabase(`ingest_${bounds}_${turn}`) : undefined;
        turns.push(await measureIngest(settings, database));
      }
      rows.push([
        `${kind}, ${bounds}`,
        round(median(turns.map(({ without }) => without)), 0),
        round(median(turns.map(({ beside }) => beside)), 0),
        turns.map(({ without, beside }) => round(beside / without, 2)).join(', '),
      ]);
    }
  }
  return `Ingest beside ten of these workflows on every device; reports are acknowledged as soon as they and what they start are durable, the
runs follow.

${toTable(['database, bounds of runs', 'states/s, workflows disabled', 'enabled', 'of that, by turn'], rows)}`;
}

async function measureIngest(
  settings: Record<string, string>,
  databaseUrl: string | undefined,
): Promise<{ without: number; beside: number }> {
  const contender = await startSignalbox({ deviceCount, tags, env: settings, ...(databaseUrl ? { databaseUrl } : {}) });
  const { server, applicationId, token, url, devices } = contender;
  const publish = async (startAt: number): Promise<number> => {
    const { report } = await startPublisher({ url, devices, window, seconds, rate: 0, startAt });
    return (await report).perSecond;
  };
  const flows: string[] = [];
  for (let index = 0; index < 10; index += 1) flows.push(await makeFlow(contender, `Counts ${index}`));
  const enable = async (enabled: boolean): Promise<void> => {
    for (const flow of flows) {
      await call(server, 'PATCH', `/applications/${applicationId}/flows/${flow}`, { token, body: { enabled } });
    }
  };
  await enable(false);
  await publish(1_000_000);
  const without = await publish(2_000_000);
  await enable(true);
  // Their thread and what is compiled as it runs take the first second.
  await publish(3_000_000);
  const beside = await publish(4_000_000);
  // Hundreds of thousands of runs wait: nobody asks for them.
  await server.kill();
  return { without, beside };
}
