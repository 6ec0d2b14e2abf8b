// A process of its own that publishes device states at QoS 1: `publisher.ts <settings as JSON>`. Prints one JSON line per
// second and a last one when it has sent everything or is told to stop; counts what was acknowledged.
import mqtt from 'mqtt';

interface Settings {
  readonly url: string;
  readonly devices: readonly { deviceId: string; key: string; secret: string }[];
  /** States per second over all devices; 0: as fast as `window` unacknowledged ones per device allow. */
  readonly rate: number;
  readonly window: number;
  readonly seconds: number;
  /** Milliseconds to start the reports' times at, so that a later run adds to an earlier one. */
  readonly startAt: number;
}

const settings = JSON.parse(process.argv[2] ?? '') as Settings;
const clients = await Promise.all(
  settings.devices.map((device) =>
    mqtt.connectAsync(settings.url, {
      clientId: device.deviceId,
      username: device.key,
      password: device.secret,
      reconnectPeriod: 0,
    }),
  ),
);
const latencies: number[] = [];
let acknowledged = 0;
let inFlight = 0;
let stopped = false;

// One millisecond apart: two reports of one device in the same millisecond would be one row, and cost less.
const base = Date.now() - 6 * 3_600_000;
const sequences = settings.devices.map(() => 0);

function publish(index: number): Promise<void> {
  const client = clients[index];
  const device = settings.devices[index];
  if (!client || !device) return Promise.resolve();
  const sequence = sequences[index] ?? 0;
  sequences[index] = sequence + 1;
  const payload = JSON.stringify({
    time: base + settings.startAt + sequence,
    data: {
      temperature: Math.round(Math.random() * 10_000) / 100,
      humidity: 41.5,
      running: true,
      note: 'nominal operation',
    },
  });
  const begun = performance.now();
  inFlight += 1;
  return client.publishAsync(`losant/${device.deviceId}/state`, payload, { qos: 1 }).then(() => {
    inFlight -= 1;
    acknowledged += 1;
    // One in ten is enough for quantiles, and keeps the generator's own memory flat.
    if (acknowledged % 10 === 0) latencies.push(performance.now() - begun);
  });
}

process.send?.('ready');
const begun = performance.now();
const end = begun + settings.seconds * 1000;
if (settings.rate > 0) {
  let sent = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const due = Math.floor(((now - begun) / 1000) * settings.rate);
      // A server that does not keep up must not fill this process's memory.
      while (sent < due && inFlight < 20_000) void publish(sent++ % clients.length);
      if (now >= end || stopped) {
        clearInterval(timer);
        resolve();
      }
    }, 5);
  });
} else {
  await Promise.all(
    clients.flatMap((_, index) =>
      Array.from({ length: settings.window }, async () => {
        while (performance.now() < end && !stopped) await publish(index);
      }),
    ),
  );
}
process.on('SIGTERM', () => {
  stopped = true;
});
const seconds = (performance.now() - begun) / 1000;
while (inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 10));
latencies.sort((a, b) => a - b);
const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({ acknowledged, perSecond: acknowledged / seconds, p50: at(0.5), p99: at(0.99), cpuSeconds: (user + system) / 1e6 })}\n`,
);
await Promise.all(clients.map((client) => client.endAsync(true)));
process.exit(0);
