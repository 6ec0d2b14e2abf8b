import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Device } from './brokers.ts';

export interface FleetSettings {
  readonly devices: readonly Device[];
  /** MQTT ports on this machine; the devices begin at one after the other, and come back to the next. */
  readonly places: readonly { readonly port: number }[];
  /** Devices that connect at the same time when all are told to. */
  readonly atOnce: number;
  readonly reportEverySeconds: number;
}

export type FleetOrder =
  | { readonly kind: 'connect' | 'moveOn' | 'lost' }
  | { readonly kind: 'report'; readonly seconds: number };

/** How devices came. */
export interface ArrivalReport {
  readonly ms: number;
  readonly count: number;
  /** Connections that were refused or ended before the device had its subscription. */
  readonly retries: number;
  /** Ms of each device, from when it began, or had lost its connection, until it had its subscription. */
  readonly delays: readonly number[];
}

export interface StateReport {
  readonly sent: number;
  readonly acknowledged: number;
  /** Ms to the acknowledgement of each. */
  readonly latencies: readonly number[];
}

/** Devices in processes of their own, as many in each as its limit of open files allows. */
export class Fleet {
  readonly #processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes;
  }

  static async start(settings: FleetSettings, processCount: number): Promise<Fleet> {
    const processes = Array.from({ length: processCount }, (_, number) => {
      const child = fork(fileURLToPath(new URL('fleet-process.ts', import.meta.url)));
      child.send({ ...settings, devices: settings.devices.filter((_each, index) => index % processCount === number) });
      return child;
    });
    await Promise.all(processes.map((child) => once(child, 'message')));
    return new Fleet(processes);
  }

  connect(): Promise<ArrivalReport> {
    return this.#arrive({ kind: 'connect' });
  }

  /** To be called before the server at the first place ends: resolves when all of its devices are at another one. */
  moveOn(): Promise<ArrivalReport> {
    return this.#arrive({ kind: 'moveOn' });
  }

  /** Connections that have ended since it was last asked. */
  async lost(): Promise<number> {
    return ((await this.#order({ kind: 'lost' })) as number[]).reduce((sum, each) => sum + each, 0);
  }

  async report(seconds: number): Promise<StateReport> {
    const reports = (await this.#order({ kind: 'report', seconds })) as StateReport[];
    return {
      sent: reports.reduce((sum, { sent }) => sum + sent, 0),
      acknowledged: reports.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      latencies: reports.flatMap(({ latencies }) => latencies),
    };
  }

  end(): void {
    for (const child of this.#processes) child.kill('SIGKILL');
  }

  async #arrive(order: FleetOrder): Promise<ArrivalReport> {
    const reports = (await this.#order(order)) as ArrivalReport[];
    return {
      ms: Math.max(...reports.map(({ ms }) => ms)),
      count: reports.reduce((sum, { count }) => sum + count, 0),
      retries: reports.reduce((sum, { retries }) => sum + retries, 0),
      delays: reports.flatMap(({ delays }) => delays),
    };
  }

  #order(order: FleetOrder): Promise<unknown[]> {
    return Promise.all(
      this.#processes.map(async (child) => {
        child.send(order);
        const [reply] = await once(child, 'message');
        return reply;
      }),
    );
  }
}
