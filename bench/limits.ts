import { type Contender, startSignalbox } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { startPublisher } from './support/processes.ts';

const rounds = 5;
const seconds = 6;
const deviceCount = 50;
/** Unacknowledged states per device. */
const window = 20;
/** So high that none is reached: what is measured is that they are counted. */
const limits = {
  SIGNALBOX_DEVICES_LIMIT: '1000000',
  SIGNALBOX_FILE_SPACE_LIMIT: '1000000',
  SIGNALBOX_DAILY_STATES_LIMIT: '1000000000',
  SIGNALBOX_DAILY_STORAGE_LIMIT: '1000000',
  SIGNALBOX_COMMAND_LIMIT: '999999/60s',
  SIGNALBOX_CONNECT_LIMIT: '999999/60s',
  SIGNALBOX_DEVICE_MESSAGE_LIMIT: '999999/15s',
};

/**
 * What limits cost a report: two servers of the same build, all limits on in one and off in the other, take the same reports in
 * turn. The ratio of each turn is what counts: a machine whose speed drifts slows both.
 */
export async function benchLimits(): Promise<string> {
  const postgres = await startPostgres();
  const rows: (string | number)[][] = [];
  let startAt = 0;
  for (const kind of ['embedded', 'PostgreSQL'] as const) {
    const start = async (name: string, env: Record<string, string>) =>
      startSignalbox({
        deviceCount,
        env,
        ...(kind === 'embedded' ? {} : { databaseUrl: await postgres.createDatabase(`limits_${name}`) }),
      });
    const off = await start('off', {});
    const on = await start('on', limits);
    const rate = async ({ url, devices }: Contender): Promise<number> => {
      const { report } = await startPublisher({ url, devices, window, seconds, rate: 0, startAt });
      startAt += 1_000_000;
      return (await report).perSecond;
    };
    // Whoever has just begun is not at its speed yet.
    for (const each of [off, on]) await rate(each);
    const turns: { off: number; on: number }[] = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      // Each is first as often as the other, as far as the number of turns allows.
      const isOnFirst = turn % 2 === 1;
      const first = await rate(isOnFirst ? on : off);
      const second = await rate(isOnFirst ? off : on);
      turns.push(isOnFirst ? { on: first, off: second } : { off: first, on: second });
    }
    await off.stop();
    await on.stop();
    const ratios = turns.map((turn) => turn.on / turn.off);
    rows.push([
      kind,
      round(median(turns.map((turn) => turn.off)), 0),
      round(median(turns.map((turn) => turn.on)), 0),
      round(median(ratios), 3),
      ratios.map((ratio) => round(ratio, 2)).join(', '),
    ]);
  }
  postgres.stop();
  return `## What limits cost: states per second over MQTT, QoS 1

${deviceCount} devices, ${window} reports under way per device; ${rounds} turns of ${seconds} s, off and on in turn, after one each that does
not count. Medians.

${toTable(['database', 'all limits off', 'all limits on', 'on of off', 'by turn'], rows)}
`;
}
