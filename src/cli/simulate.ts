import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../kernel/in-parallel.ts';
import { ApiClient, connectionNotes, connectionOptions, openApi, readUrl } from './api-client.ts';
import { type Command, CommandError, type CommandIo, exitCodes, type Option, UsageError } from './command.ts';
import { parseOptions, readDuration } from './options.ts';
import { DeviceClient, type DeviceCredentials } from './simulate/device-client.ts';
import { callsAtOnce, type Fleet, prepareFleet, useDevices } from './simulate/fleet.ts';
import { type Plan, planSimulation } from './simulate/plan.ts';
import { Progress } from './simulate/progress.ts';
import { Statistics } from './simulate/statistics.ts';
import { describeRun, type Run } from './simulate/summary.ts';
import { replay, sendStreams } from './simulate/traffic.ts';

const options = {
  ...connectionOptions,
  mqtt: {
    type: 'string',
    placeholder: 'URL',
    meaning: 'Where devices connect: mqtt://, mqtts://, ws:// or wss:// [the port that the server tells at GET /]',
  },
  devices: {
    type: 'string',
    placeholder: 'N',
    meaning: 'How many devices [10, or as the scenario or the CSV has them]',
  },
  rate: {
    type: 'string',
    placeholder: 'RATE',
    meaning: 'Reports of each device, such as 2/s, 30/m or 1/h',
    default: '1/s',
  },
  duration: {
    type: 'string',
    placeholder: 'TIME',
    meaning: 'Stop after this long, such as 90s, 15m or 2h [until Ctrl-C]',
  },
  scenario: { type: 'string', placeholder: 'FILE', meaning: 'What devices report, as JSON (docs/simulate.md)' },
  csv: { type: 'string', placeholder: 'FILE', meaning: 'Replay a recorded series instead, to its end' },
  'time-column': {
    type: 'string',
    placeholder: 'NAME',
    meaning: 'Column of the times in the CSV [time, timestamp, ...]',
  },
  'device-column': {
    type: 'string',
    placeholder: 'NAME',
    meaning: 'Column of the devices in the CSV [device, ..., if any]',
  },
  speed: { type: 'string', placeholder: 'N', meaning: 'Replay this many times faster than recorded [1]' },
  'keep-times': {
    type: 'boolean',
    meaning: 'Send the recorded times, which must be of the last 30 days [the present ones]',
  },
  seed: { type: 'string', placeholder: 'N', meaning: 'Make up the same values as another run with this seed' },
  application: { type: 'string', placeholder: 'ID', meaning: 'Simulate in this application [a new one, "Simulation"]' },
  'device-ids': {
    type: 'string',
    placeholder: 'ID,ID',
    meaning: 'Be these devices, which exist; nothing is made or removed',
  },
  'access-key': {
    type: 'string',
    placeholder: 'KEY',
    meaning: 'With --device-ids: their access key; the secret in SIGNALBOX_ACCESS_SECRET',
  },
  cleanup: { type: 'boolean', meaning: 'In the end remove the devices and the application that were made' },
  json: { type: 'boolean', meaning: 'Progress and result as JSON lines on stdout' },
} as const satisfies Record<string, Option>;

/** For what is unacknowledged in the end: a server under load may take seconds; a broken connection is worth less. */
const drainMs = { connected: 10_000, broken: 4000 };

/** Devices that are not there, seen from the server as real ones: for demos, for tests of what listens, and for load. */
export const command: Command = {
  summary: 'Have made-up or recorded devices report over MQTT',
  usage: '[--devices N] [--rate RATE] [--duration TIME] [options]',
  options,
  notes: `Examples:
  signalbox simulate --devices 500 --rate 2/s --duration 1m --cleanup
  signalbox simulate --scenario greenhouse.json
  signalbox simulate --csv machine.csv --speed 10

${connectionNotes}`,

  async run(parameters, io) {
    const { values } = parseOptions(options, parameters);
    const plan = await planSimulation(values);
    const duration = values.duration === undefined ? undefined : readDuration('duration', values.duration);
    const url = readUrl(values, io);
    const mqttUrl = await readMqttUrl(values.mqtt, url, io.signal);
    const statistics = new Statistics();
    const progress = new Progress({
      io,
      json: values.json === true,
      statistics,
      mayBeThrottled: plan.exceedsUsualLimit,
    });
    const fleet = await openFleet(values, plan, io, progress);
    statistics.devices = fleet.devices.length;
    let run: Run;
    try {
      run = await runSimulation({ plan, devices: fleet.devices, mqttUrl, duration, statistics, progress, io });
    } finally {
      await fleet.dismiss({ cleanup: values.cleanup === true });
    }
    const { text, json } = describeRun(run, { statistics, fleet, plan, cleanedUp: values.cleanup === true });
    io.stdout.write(values.json ? `${JSON.stringify(json)}\n` : text);
    return exitCodes.done;
  },
};

type Values = ReturnType<typeof parseOptions<typeof options>>['values'];

async function openFleet(values: Values, plan: Plan, io: CommandIo, progress: Progress): Promise<Fleet> {
  if (values['device-ids'] !== undefined) {
    const secret = io.environment.SIGNALBOX_ACCESS_SECRET;
    if (!values['access-key'] || !secret) {
      throw new UsageError('--device-ids needs --access-key, and its secret in SIGNALBOX_ACCESS_SECRET');
    }
    const devices = useDevices(values['device-ids'], values['access-key'], secret);
    if (devices.length !== plan.devices.length) {
      throw new UsageError(
        `--device-ids names ${devices.length} devices, but ${plan.devices.length} are to be simulated`,
      );
    }
    const made = { application: false, devices: 0 };
    return { applicationId: undefined, devices, made, dismiss: async () => undefined };
  }
  if (values['access-key'] !== undefined) throw new UsageError('--access-key goes with --device-ids');
  const api = await openApi(values, io);
  const onProgress = (done: number): void => {
    if (done % 500 === 0 || done === plan.devices.length)
      progress.say(`${done} of ${plan.devices.length} devices are there`);
  };
  return prepareFleet(api, { applicationId: values.application, devices: plan.devices, onProgress });
}

async function runSimulation(options: {
  plan: Plan;
  devices: readonly DeviceCredentials[];
  mqttUrl: string;
  duration: number | undefined;
  statistics: Statistics;
  progress: Progress;
  io: CommandIo;
}): Promise<Run> {
  const { plan, devices, mqttUrl, duration, statistics, progress, io } = options;
  const clients: DeviceClient[] = [];
  try {
    // A few at a time, as a fleet comes up: the server checks a key for each.
    await inParallel(devices, callsAtOnce, async (device) => {
      if (io.signal.aborted) return;
      const client = new DeviceClient({ url: mqttUrl, device, statistics, keepaliveSeconds: 60 });
      clients.push(client);
      await client.settled;
    });
    if (statistics.connected === 0 && !io.signal.aborted) {
      throw new CommandError(`no device could connect to ${mqttUrl}: ${[...statistics.reasons.keys()].join('; ')}`);
    }
    progress.say(`${statistics.connected} of ${devices.length} devices connected to ${mqttUrl}`);
    progress.start();
    const begun = performance.now();
    const end = duration === undefined ? io.signal : AbortSignal.any([io.signal, AbortSignal.timeout(duration)]);
    const behindMs = plan.replay
      ? await replay({ ...plan.replay, clients }, statistics, end)
      : await sendStreams(plan.makeStreams(clients), statistics, end).then(() => 0);
    const seconds = (performance.now() - begun) / 1000;
    const closedDuring = statistics.closed;
    await drain(clients);
    progress.stop();
    return { seconds, behindMs, closedByServer: closedDuring };
  } finally {
    progress.stop();
    await Promise.all(clients.map((client) => client.leave()));
  }
}

async function drain(clients: readonly DeviceClient[]): Promise<void> {
  const begun = performance.now();
  const isWorthIt = (client: DeviceClient): boolean =>
    client.hasUnacknowledged && performance.now() - begun < drainMs[client.isConnected ? 'connected' : 'broken'];
  while (clients.some(isWorthIt)) await sleep(20);
}

/** Where devices connect: as asked for, else where the server says at `GET /` that they do. */
async function readMqttUrl(text: string | undefined, url: string, signal: AbortSignal): Promise<string> {
  const { hostname } = new URL(url);
  const wanted = text ?? (await askForMqttUrl(url, hostname, signal));
  if (URL.canParse(wanted) && /^(mqtts?|wss?):$/.test(new URL(wanted).protocol)) return wanted;
  throw new UsageError(`--mqtt must be an mqtt://, mqtts://, ws:// or wss:// URL, not '${wanted}'`);
}

async function askForMqttUrl(url: string, hostname: string, signal: AbortSignal): Promise<string> {
  const { mqtt } = await new ApiClient({ url, signal }).call<{ mqtt?: { port: number; tls: boolean } }>('GET', '/');
  if (!mqtt) throw new CommandError(`${url} does not tell where devices connect: say it with --mqtt`);
  return `${mqtt.tls ? 'mqtts' : 'mqtt'}://${hostname}:${mqtt.port}`;
}
