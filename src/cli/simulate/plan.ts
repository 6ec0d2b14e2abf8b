import { readFile } from 'node:fs/promises';
import { checkDeviceTimeWindow } from '../../kernel/device-time.ts';
import { decodeUtf8 } from '../../kernel/json-text.ts';
import { cutText } from '../../kernel/text.ts';
import { CommandError, UsageError } from '../command.ts';
import { readInteger } from '../options.ts';
import { openSeries } from './csv-series.ts';
import type { DeviceClient } from './device-client.ts';
import type { PlannedDevice } from './fleet.ts';
import { dataTypeOf, makeValues } from './generators.ts';
import { randomFrom } from './random.ts';
import { exceedsUsualLimit, keepBelowUsualLimit, readRate } from './rate.ts';
import { defaultScenario, type Group, parseScenario } from './scenario.ts';
import type { Replay, Stream } from './traffic.ts';

/** What is going to be simulated. */
export interface Plan {
  readonly devices: readonly PlannedDevice[];
  /** Reports a second that are wanted of all devices together; undefined for a replay. */
  readonly perSecond: number | undefined;
  /** How many streams share that rate, each of which has sent up to one report less than its share at any time. */
  readonly streams: number;
  /** Whether some device reports more often than a server allows that has not been told otherwise. */
  readonly exceedsUsualLimit: boolean;
  readonly replay: Omit<Replay, 'clients'> | undefined;
  /** @param clients in the order of `devices` */
  readonly makeStreams: (clients: readonly DeviceClient[]) => Stream[];
}

export interface PlanOptions {
  readonly devices?: string | undefined;
  readonly rate: string;
  readonly scenario?: string | undefined;
  readonly csv?: string | undefined;
  readonly 'time-column'?: string | undefined;
  readonly 'device-column'?: string | undefined;
  readonly speed?: string | undefined;
  readonly 'keep-times'?: boolean | undefined;
  readonly seed?: string | undefined;
}

const maxDevices = 10_000;

/** @throws UsageError, CommandError */
export async function planSimulation(options: PlanOptions): Promise<Plan> {
  if (options.csv !== undefined && options.scenario !== undefined) {
    throw new UsageError('--csv and --scenario exclude each other');
  }
  const ofReplays = (['speed', 'keep-times', 'time-column', 'device-column'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (options.csv === undefined && ofReplays !== undefined) throw new UsageError(`--${ofReplays} goes with --csv`);
  const wanted =
    options.devices === undefined ? undefined : readInteger('devices', options.devices, { min: 1, max: maxDevices });
  return options.csv === undefined ? planScenario(options, wanted) : planReplay(options, options.csv, wanted);
}

async function planScenario(options: PlanOptions, wanted: number | undefined): Promise<Plan> {
  const scenario =
    options.scenario === undefined
      ? defaultScenario
      : parseScenario(await readText(options.scenario), options.scenario);
  const max = { min: 0, max: 2 ** 32 - 1 };
  const seed =
    options.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : readInteger('seed', options.seed, max);
  const rate = readRate('--rate', options.rate);
  const groups = scaleGroups(scenario.groups, wanted).map((group) => ({
    group,
    perSecond: keepBelowUsualLimit(group.rate === undefined ? rate : readRate('rate', group.rate)),
  }));
  const devices = groups.flatMap(({ group }) =>
    Array.from({ length: group.count }, (_, index) => planDevice(group, index)),
  );
  return {
    devices,
    streams: groups.length,
    perSecond: groups.reduce((sum, { group, perSecond }) => sum + group.count * perSecond, 0),
    exceedsUsualLimit: groups.some(({ perSecond }) => exceedsUsualLimit(perSecond)),
    replay: undefined,
    makeStreams: (clients) => {
      let first = 0;
      return groups.map(({ group, perSecond }) => {
        const part = clients.slice(first, first + group.count);
        const makers = part.map((_, index) => makeData(group, randomFrom(seed + first + index)));
        first += group.count;
        return { clients: part, perSecond, makeData: (index, seconds) => makers[index]?.(seconds) ?? {} };
      });
    },
  };
}

/** Counts that add up to the wanted number of devices, in the proportions of the scenario, none without a device. */
function scaleGroups(groups: readonly Group[], wanted: number | undefined): Group[] {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const target = wanted ?? total;
  if (target > maxDevices)
    throw new CommandError(`the scenario has ${total} devices; at most ${maxDevices} are simulated`);
  if (target < groups.length) throw new UsageError(`--devices must be at least ${groups.length}, one for each group`);
  let given = 0;
  let counted = 0;
  return groups.map((group, index) => {
    counted += group.count;
    const left = groups.length - 1 - index;
    const count = Math.max(1, Math.min(Math.round((counted / total) * target) - given, target - given - left));
    given += count;
    return { ...group, count };
  });
}

function planDevice({ name, tags = {}, attributes }: Group, index: number): PlannedDevice {
  const types = Object.entries(attributes).map(([attribute, recipe]) => [attribute, dataTypeOf(recipe)] as const);
  return { name: `${name} ${index + 1}`, tags, attributes: Object.fromEntries(types) };
}

function makeData({ attributes }: Group, random: () => number): (seconds: number) => object {
  const makers = Object.entries(attributes).map(([name, recipe]) => [name, makeValues(recipe, random)] as const);
  return (seconds) => Object.fromEntries(makers.map(([name, make]) => [name, make(seconds)]));
}

async function planReplay(options: PlanOptions, file: string, wanted: number | undefined): Promise<Plan> {
  const speed = Number(options.speed ?? 1);
  if (!(speed > 0 && speed <= 1e9)) throw new UsageError(`--speed must be a number above 0, not '${options.speed}'`);
  const columns = { time: options['time-column'], device: options['device-column'] };
  const series = await openSeries(file, columns);
  if (series.devices.length > 0 && wanted !== undefined && wanted !== series.devices.length) {
    throw new UsageError(`--devices is ${wanted}, but ${file} has ${series.devices.length} devices`);
  }
  if (options['keep-times']) {
    const outside = [series.first, series.last].find((time) => checkDeviceTimeWindow(time, Date.now()) !== 'ok');
    if (outside !== undefined) {
      throw new CommandError(
        `${file} has reports of ${new Date(outside).toISOString()}: a server ignores those of more than 30 days ago and of more ` +
          'than a day ahead. Leave --keep-times out, or load the file with import-history',
      );
    }
  }
  const names =
    series.devices.length > 0
      ? series.devices
      : Array.from({ length: wanted ?? 1 }, (_, index) => `Replay ${index + 1}`);
  return {
    devices: names.map((name) => ({ name: cutText(name, 255), tags: {}, attributes: series.attributes })),
    perSecond: undefined,
    streams: 0,
    exceedsUsualLimit: true,
    replay: { reports: series.reports(), speed, keepTimes: options['keep-times'] === true },
    makeStreams: () => [],
  };
}

async function readText(file: string): Promise<string> {
  try {
    return decodeUtf8(await readFile(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
}
