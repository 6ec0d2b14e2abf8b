import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MqttClient } from 'mqtt';
import type { SelfIdentity } from './bootstrap.ts';

const reportMs = 5000;

/** Reports the server's own load as any device would: over MQTT, to its own port. */
export class SelfReporter {
  readonly #options: {
    readonly url: string;
    readonly self: SelfIdentity;
    readonly secret: string;
    readonly readStored: () => number;
    readonly onError: (error: unknown) => void;
  };
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #cpu = process.cpuUsage();
  #stored = 0;
  #time = performance.now();

  constructor(options: {
    url: string;
    self: SelfIdentity;
    secret: string;
    /** States stored since the start. */
    readStored: () => number;
    onError: (error: unknown) => void;
  }) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { url, self, secret, onError } = this.#options;
    const { connect } = (await import('mqtt')).default;
    this.#client = connect(url, {
      clientId: self.deviceId,
      username: self.key,
      password: secret,
      reconnectPeriod: reportMs,
      queueQoSZero: false,
      // The connection does not leave this machine, and the certificate is rarely made out to its loopback address.
      rejectUnauthorized: false,
    });
    this.#client.on('error', onError);
    this.#delay.enable();
    this.#timer = setInterval(() => this.#report(), reportMs);
    // The first values at once, so that a fresh console has something to show.
    this.#client.once('connect', () => this.#report());
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#delay.disable();
    await this.#client?.endAsync(true);
  }

  #report(): void {
    const now = performance.now();
    const seconds = Math.max((now - this.#time) / 1000, 0.001);
    const cpu = process.cpuUsage();
    const stored = this.#options.readStored();
    const data = {
      cpuLoad: round(((cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1e6 / seconds) * 100),
      memory: round(process.memoryUsage.rss() / 2 ** 20),
      eventLoopDelay: round(this.#delay.percentile(99) / 1e6),
      ingestRate: round((stored - this.#stored) / seconds),
    };
    this.#time = now;
    this.#cpu = cpu;
    this.#stored = stored;
    this.#delay.reset();
    if (!this.#client?.connected) return;
    this.#client.publish(
      `losant/${this.#options.self.deviceId}/state`,
      JSON.stringify({ data }),
      { qos: 1 },
      (error) => {
        if (error) this.#options.onError(error);
      },
    );
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
