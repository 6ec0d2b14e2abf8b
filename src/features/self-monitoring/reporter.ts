import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MqttClient } from 'mqtt';
import type { SelfIdentity } from './bootstrap.ts';

const reportMs = 5000;

/**
 * Reports the server's own load as any device would: over MQTT, to its own port. Of several servers one is the device, and
 * another one goes on when that has ended: they would take the connection from each other.
 */
export class SelfReporter {
  readonly #options: {
    readonly url: string;
    readonly self: SelfIdentity;
    readonly secret: string;
    readonly readStored: () => number;
    readonly isChosen: (() => Promise<boolean>) | undefined;
    readonly onError: (error: unknown) => void;
  };
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #choosing: Promise<void> | undefined;
  #isStopped = false;
  #cpu = process.cpuUsage();
  #stored = 0;
  #time = performance.now();

  constructor(options: {
    url: string;
    self: SelfIdentity;
    secret: string;
    /** States stored since the start. */
    readStored: () => number;
    /** Where there are several servers: whether this one is to report. */
    isChosen: (() => Promise<boolean>) | undefined;
    onError: (error: unknown) => void;
  }) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#delay.enable();
    if (this.#options.isChosen) await this.#choose();
    else await this.#connect();
    this.#timer = setInterval(() => {
      if (this.#options.isChosen) void this.#choose().then(() => this.#report());
      else this.#report();
    }, reportMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#delay.disable();
    await this.#choosing;
    await this.#client?.endAsync(true);
  }

  /** Connects or leaves, as it is this server's turn or another one's; a question that fails changes nothing. */
  #choose(): Promise<void> {
    this.#choosing ??= this.#chooseNow()
      .catch(this.#options.onError)
      .finally(() => {
        this.#choosing = undefined;
      });
    return this.#choosing;
  }

  async #chooseNow(): Promise<void> {
    const isChosen = await this.#options.isChosen?.();
    if (isChosen === (this.#client !== undefined) || this.#isStopped) return;
    if (isChosen) return this.#connect();
    const client = this.#client;
    this.#client = undefined;
    await client?.endAsync(true);
  }

  async #connect(): Promise<void> {
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
    // The first values at once, so that a fresh console has something to show.
    this.#client.once('connect', () => this.#report());
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
