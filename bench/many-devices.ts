import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSignalbox } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';
import { type PostgresServer, startPostgres } from './support/postgres.ts';
import { cpuSeconds, familySeconds, mainThreadSeconds, startPublisher } from './support/processes.ts';

const rounds = Number(process.env.SIGNALBOX_BENCH_ROUNDS ?? 3);
const seconds = 8;
/** The share of its own greatest rate at which each is asked how long it takes to acknowledge. */
const share = 0.75;

type Server = Awaited<ReturnType<typeof start>>;

interface Turn {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time for each state that was acknowledged. */
  readonly server: number;
  readonly mainThread: number;
  readonly postgres: number;
  readonly generator: number;
}

/**
 * Many devices that each wait for the acknowledgement of a report before they send the next one, on a PostgreSQL server:
 * 1,000 and 5,000 of them (`SIGNALBOX_BENCH_DEVICES`). Beside another build where `SIGNALBOX_BENCH_AGAINST` names its
 * `dist/main.js`, in turn, so that a machine whose speed drifts slows both. Then how long an acknowledgement takes at three
 * quarters of the rate that was reached so, when a device's next report does not wait for that.
 */
export async function benchManyDevices(): Promise<string> {
  const counts = (process.env.SIGNALBOX_BENCH_DEVICES ?? '1000,5000').split(',').map(Number);
  const postgres = await startPostgres();
  const rows: (string | number)[][] = [];
  const latencies: (string | number)[][] = [];
  for (const deviceCount of counts) {
    const servers = [await start(postgres, deviceCount)];
    const against = process.env.SIGNALBOX_BENCH_AGAINST;
    if (against) servers.push(await start(postgres, deviceCount, resolve(against)));
    const turns = servers.map((): Turn[] => []);
    // Whoever has just begun is not at its speed yet.
    for (const server of servers) await publish(server, 0);
    for (let turn = 0; turn < rounds; turn += 1) {
      const order = [...servers.entries()];
      for (const [index, server] of turn % 2 ? order.reverse() : order) turns[index]?.push(await publish(server, 0));
    }
    const medianOf = (index: number, figure: keyof Turn) => median((turns[index] ?? []).map((turn) => turn[figure]));
    for (const [index, { name }] of servers.entries()) {
      const ratios = (turns[0] ?? []).map(
        (ours, turn) => ours.perSecond / (turns[index]?.[turn]?.perSecond ?? Number.NaN),
      );
      rows.push([
        deviceCount,
        name,
        round(medianOf(index, 'perSecond'), 0),
        ...(['p50', 'p99', 'server', 'mainThread', 'postgres', 'generator'] as const).map((figure) =>
          round(medianOf(index, figure)),
        ),
        index === 0 ? '' : ratios.map((ratio) => round(ratio, 2)).join(', '),
      ]);
    }
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const [index, server] of servers.entries()) {
        const rate = medianOf(index, 'perSecond') * share;
        const { perSecond, p50, p99 } = await publish(server, rate);
        latencies.push([deviceCount, server.name, round(rate, 0), round(perSecond, 0), round(p50), round(p99)]);
      }
    }
    for (const server of servers) await server.stop();
  }
  postgres.stop();
  return `## Many devices, one report of each under way (PostgreSQL server)

Medians of ${rounds} turns of ${seconds} s. Processor time in us for each state.

${toTable(['devices', 'build', 'states/s', 'p50 ms', 'p99 ms', 'server', 'its main thread', 'PostgreSQL', 'generator', 'times as many, by turn'], rows)}

Time to acknowledge at ${share * 100} % of that rate, by turn:

${toTable(['devices', 'build', 'states/s asked for', 'acknowledged', 'p50 ms', 'p99 ms'], latencies)}
`;
}

async function start(postgres: PostgresServer, deviceCount: number, main?: string) {
  const databaseUrl = await postgres.createDatabase(`devices_${deviceCount}_${main ? 'other' : 'this'}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-devices-'));
  const signalbox = await startSignalbox({ deviceCount, databaseUrl, ...(main ? { other: { main, dataDir } } : {}) });
  return {
    name: main ? 'the other' : 'this',
    url: signalbox.url,
    devices: signalbox.devices,
    pid: signalbox.server.pid,
    postgres: postgres.pid,
    startAt: 0,
    async stop() {
      await signalbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function publish(server: Server, rate: number): Promise<Turn> {
  const { url, devices, pid, startAt } = server;
  server.startAt += 1_000_000;
  const { report } = await startPublisher({ url, devices, window: 1, seconds, rate, startAt });
  const look = () => ({
    server: cpuSeconds(pid),
    mainThread: mainThreadSeconds(pid),
    postgres: familySeconds(server.postgres),
  });
  const before = look();
  const { acknowledged, perSecond, p50, p99, sendingSeconds } = await report;
  const after = look();
  const perState = (used: number) => (used / acknowledged) * 1e6;
  return {
    ...{ perSecond, p50, p99 },
    server: perState(after.server - before.server),
    mainThread: perState(after.mainThread - before.mainThread),
    postgres: perState(after.postgres - before.postgres),
    generator: perState(sendingSeconds),
  };
}
