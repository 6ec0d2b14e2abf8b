import type { DeviceFixture } from './fixtures.ts';

export interface Command {
  readonly name: string;
  readonly payload?: unknown;
  readonly time: Date;
}

/** What the two versions of MQTT.js have in common, as far as a device needs it. */
export interface Connection {
  on(event: 'message', listener: (topic: string, payload: Buffer) => void): unknown;
  on(event: 'connect' | 'close' | 'error', listener: () => void): unknown;
  subscribe(topics: string[], options: { qos: 0 | 1 }, callback: (error?: Error | null) => void): unknown;
  publish(topic: string, payload: string, options: { qos: 0 | 1 }, callback: (error?: Error | null) => void): unknown;
  end(force: boolean, callback: () => void): unknown;
  readonly connected: boolean;
}

/** A device as written for the platform: state out, commands in, peripherals by way of it, a new connection when one is lost. */
export class Device {
  readonly commands: [string, Command][] = [];
  readonly #connection: Connection;
  connects = 0;

  constructor(
    library: { connect: (url: string, options: object) => Connection },
    fixture: DeviceFixture,
    url: string,
    peripherals: string[] = [],
  ) {
    this.#connection = library.connect(url, {
      clientId: fixture.deviceId,
      username: fixture.key,
      password: fixture.secret,
      // The back-off of the tests is short; devices wait longer.
      reconnectPeriod: 100,
      clean: true,
    });
    this.#connection.on('error', () => undefined);
    this.#connection.on('connect', () => {
      this.#connection.subscribe(
        [fixture.deviceId, ...peripherals].map((id) => `losant/${id}/command`),
        { qos: 0 },
        () => {
          this.connects += 1;
        },
      );
    });
    this.#connection.on('message', (topic, payload) => {
      const [, deviceId = ''] = topic.split('/');
      const { name, payload: body, time } = JSON.parse(payload.toString());
      this.commands.push([deviceId, { name, payload: body, time: new Date(time.$date) }]);
    });
  }

  get isConnected(): boolean {
    return this.#connection.connected;
  }

  sendState(deviceId: string, data: object, time?: Date): Promise<void> {
    const report = JSON.stringify({ data, ...(time ? { time: { $date: time.toISOString() } } : {}) });
    return new Promise((resolve, reject) => {
      this.#connection.publish(`losant/${deviceId}/state`, report, { qos: 1 }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  disconnect(): Promise<void> {
    return new Promise((resolve) => this.#connection.end(false, () => resolve()));
  }
}
