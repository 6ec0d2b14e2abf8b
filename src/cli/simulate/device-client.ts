import mqtt, { type MqttClient } from 'mqtt';
import type { Statistics } from './statistics.ts';

/** What a device connects with: its id, and an access key of its application. */
export interface DeviceCredentials {
  readonly deviceId: string;
  readonly key: string;
  readonly secret: string;
}

/** Reports that a device may have unacknowledged: beyond it the server is not keeping up, and more would only pile up here. */
const maxInFlight = 20;

/** One simulated device: connects as real ones do, reports at QoS 1, and comes back when its connection breaks. */
export class DeviceClient {
  readonly #client: MqttClient;
  readonly #topic: string;
  readonly #statistics: Statistics;
  readonly #settled: Promise<void>;
  #inFlight = 0;
  #lastTime = 0;
  #leaving = false;
  #refused = false;

  constructor(options: { url: string; device: DeviceCredentials; statistics: Statistics; keepaliveSeconds: number }) {
    const { url, device, statistics, keepaliveSeconds } = options;
    this.#topic = `losant/${device.deviceId}/state`;
    this.#statistics = statistics;
    this.#client = mqtt.connect(url, {
      clientId: device.deviceId,
      username: device.key,
      password: device.secret,
      keepalive: keepaliveSeconds,
      // Spread, so that a fleet that was cut off does not come back all at once.
      reconnectPeriod: 1000 + Math.floor(Math.random() * 2000),
      connectTimeout: 30_000,
      queueQoSZero: false,
    });
    this.#settled = new Promise((resolve) => this.#watch(resolve, `losant/${device.deviceId}/command`));
  }

  #watch(settle: () => void, commandTopic: string): void {
    let up = false;
    let known = false;
    this.#client.on('connect', () => {
      up = true;
      this.#statistics.connected += 1;
      if (known) this.#statistics.reconnects += 1;
      known = true;
      settle();
    });
    this.#client.once('connect', () => this.#client.subscribe(commandTopic, { qos: 1 }));
    this.#client.on('message', () => {
      this.#statistics.commands += 1;
    });
    this.#client.on('close', () => {
      if (up) {
        this.#statistics.connected -= 1;
        if (!this.#leaving) this.#statistics.closed += 1;
      }
      up = false;
    });
    this.#client.on('error', (error) => {
      if (this.#leaving) return;
      this.#statistics.addReason(error.message);
      // The server has answered: asking again would not change its mind.
      if (/^Connection refused/.test(error.message)) {
        this.#refused = true;
        this.#statistics.refused += 1;
        this.#client.end(true);
      }
      settle();
    });
  }

  /** Resolves after the first attempt to connect, whatever came of it. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  get isConnected(): boolean {
    return this.#client.connected;
  }

  get isRefused(): boolean {
    return this.#refused;
  }

  /** Whether a report would be sent at once. */
  get isReady(): boolean {
    return this.#client.connected && !this.#leaving && this.#inFlight < maxInFlight;
  }

  /** Reports a state now; only when ready. Its time is never that of an earlier one, so each is a row of its own. */
  report(data: object, time = Math.max(Date.now(), this.#lastTime + 1)): void {
    this.#lastTime = time;
    this.#inFlight += 1;
    this.#statistics.sent += 1;
    const begun = performance.now();
    this.#client.publish(this.#topic, JSON.stringify({ time, data }), { qos: 1 }, (error) => {
      this.#inFlight -= 1;
      if (error) return;
      this.#statistics.acknowledged += 1;
      this.#statistics.addLatency(performance.now() - begun);
    });
  }

  get hasUnacknowledged(): boolean {
    return this.#inFlight > 0;
  }

  /** Says goodbye; what is unacknowledged stays so. */
  async leave(): Promise<void> {
    this.#leaving = true;
    const mustBreak = !this.#client.connected || this.hasUnacknowledged;
    await this.#client.endAsync(mustBreak).catch(() => undefined);
  }
}
