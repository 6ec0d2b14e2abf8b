import pg from 'pg';
import { type Contender, startAedes, startMosquitto, startPipeline, startSignalbox } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { busySeconds, type PublisherReport, startPublisher } from './support/processes.ts';

const rounds = 3;
const seconds = 10;
const deviceCount = 50;
/** Unacknowledged states per device. */
const window = 20;
/** The shares of its own greatest rate at which each is asked how long it takes to acknowledge. */
const shares = [0.25, 0.5, 0.75];

interface Turn extends PublisherReport {
  /** All of the machine but the generator, per million acknowledged. */
  readonly cpuPerMillion: number;
}

/**
 * States per second that are acknowledged at QoS 1: ours after they are durable, the others' without keeping them. Taken
 * in turn, so that a machine whose speed drifts slows all. Then how long an acknowledgement takes below the greatest rate.
 */
export async function benchIngest(): Promise<string> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('ingest');
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const onPostgres = await startSignalbox({ deviceCount, databaseUrl });
  const embedded = await startSignalbox({ deviceCount });
  const contenders = [
    await startMosquitto(onPostgres.devices),
    await startAedes(onPostgres.devices),
    onPostgres,
    embedded,
  ];
  const turns = new Map<Contender, Turn[]>(contenders.map((contender) => [contender, []]));
  let startAt = 0;
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const contender of contenders) {
      turns.get(contender)?.push(await publish(contender, { rate: 0, startAt }));
      startAt += 1_000_000;
    }
  }
  const medianOf = (contender: Contender, figure: keyof Turn): number =>
    median((turns.get(contender) ?? []).map((turn) => turn[figure]));
  const sums = new Map(contenders.map(({ name }) => [name, { sent: 0, acknowledged: 0, stored: 0 }]));
  const addUp = async (contender: Contender, reports: readonly PublisherReport[]): Promise<void> => {
    const sum = sums.get(contender.name) ?? { sent: 0, acknowledged: 0, stored: 0 };
    for (const report of reports) {
      sum.sent += report.sent;
      sum.acknowledged += report.acknowledged;
    }
    sum.stored += (await contender.stored?.()) ?? Number.NaN;
  };
  // Each alone from here on: the embedded database's upkeep after millions of rows would take a core from the others.
  await addUp(embedded, turns.get(embedded) ?? []);
  await embedded.stop();
  const latencies: (string | number)[][] = [];
  for (const each of contenders) {
    const contender = each === embedded ? await startSignalbox({ deviceCount }) : each;
    const cells: (string | number)[] = [contender.name];
    const reports: Turn[] = each === embedded ? [] : [...(turns.get(each) ?? [])];
    // Whoever has just begun is not at its speed yet.
    reports.push(await publish(contender, { rate: 0, startAt }));
    startAt += 1_000_000;
    for (const share of shares) {
      const report = await publish(contender, { rate: medianOf(each, 'perSecond') * share, startAt });
      startAt += 1_000_000;
      reports.push(report);
      cells.push(`${round(report.p50, 1)} / ${round(report.p99, 1)}`);
    }
    latencies.push(cells);
    await addUp(contender, reports);
    await contender.stop();
  }
  const sumLines = [...sums].map(
    ([name, { sent, acknowledged, stored }]) =>
      `${name}: sent ${sent}, acknowledged ${acknowledged}${Number.isNaN(stored) ? '' : `, stored ${stored}`}.`,
  );
  const [mosquitto] = contenders as [Contender];
  const rows = contenders.map((contender) => [
    contender.name,
    round(medianOf(contender, 'perSecond'), 0),
    round(medianOf(contender, 'p50'), 1),
    round(medianOf(contender, 'p99'), 1),
    round(medianOf(contender, 'cpuPerMillion'), 1),
    ratios(turns.get(contender), turns.get(mosquitto)),
  ]);
  const againstPostgres = ratios(turns.get(embedded), turns.get(onPostgres));
  const pipeline = await benchPipeline({ databaseUrl, devices: onPostgres.devices, pool });
  await pool.end();
  postgres.stop();
  return `## Durable ingest, QoS 1, ${deviceCount} devices

Each report is some 125 bytes with four attributes and a row of its own; ${window} are under way per device. Medians of ${rounds}
turns of ${seconds} s, taken in turn.

${toTable(['broker', 'states/s', 'p50 ms', 'p99 ms', 'CPU s per million', 'of Mosquitto, by turn'], rows)}

Embedded of PostgreSQL, by turn: ${againstPostgres}. CPU is that of all processes of the machine but the generator.

Time to acknowledge, p50 / p99 ms, at a share of the contender's own greatest rate, when each report comes by itself and the
other contenders are stopped:

${toTable(['broker', ...shares.map((share) => `${share * 100} %`)], latencies)}

${sumLines.join(' ')}

${pipeline}
`;
}

async function publish(contender: Contender, options: { rate: number; startAt: number }): Promise<Turn> {
  const { url, devices } = contender;
  const before = busySeconds();
  const { report } = await startPublisher({ url, devices, window, seconds, ...options });
  const result = await report;
  const cpu = busySeconds() - before - result.cpuSeconds;
  return { ...result, cpuPerMillion: (cpu / result.acknowledged) * 1e6 };
}

function ratios(ours: readonly Turn[] = [], theirs: readonly Turn[] = []): string {
  return ours.map((turn, index) => round(turn.perSecond / (theirs[index]?.perSecond ?? Number.NaN), 2)).join(', ');
}

/**
 * The pipeline acknowledges at Mosquitto's pace and stores at its own, so its rate is taken until it has stored all that
 * it will: when the count has stood still for two seconds.
 */
async function benchPipeline(options: {
  databaseUrl: string;
  devices: Contender['devices'];
  pool: pg.Pool;
}): Promise<string> {
  const { databaseUrl, devices, pool } = options;
  const pipeline = await startPipeline({ databaseUrl, devices, query: (sql) => pool.query(sql) });
  const stored = async (): Promise<number> => (await pipeline.stored?.()) ?? 0;
  // It listens once a first report gets through.
  while ((await stored()) === 0) {
    await publish(pipeline, { rate: 0, startAt: 900_000_000 + Math.round(performance.now()) });
  }
  const settle = async (): Promise<{ count: number; at: number }> => {
    let last = { count: await stored(), at: performance.now() };
    while (performance.now() - last.at < 2_000) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const count = await stored();
      if (count !== last.count) last = { count, at: performance.now() };
    }
    return last;
  };
  const before = await settle();
  const begun = performance.now();
  const report = await publish(pipeline, { rate: 0, startAt: 1_500_000_000 });
  const after = await settle();
  const count = after.count - before.count;
  await pipeline.stop();
  return `Mosquitto -> Node-RED -> PostgreSQL: acknowledged ${report.acknowledged} in ${seconds} s, stored ${count} of them in ${round((after.at - begun) / 1000)} s: ${round((count / (after.at - begun)) * 1000, 0)} states/s.`;
}
