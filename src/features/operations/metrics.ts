import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** A number that the server can tell at any time. */
export interface Measurement {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** Prometheus metrics: Node's own and what the parts of the server tell, read when asked for. */
export class Metrics {
  readonly #registry = new Registry();

  constructor(options: { measurements: readonly Measurement[] }) {
    for (const { name, help, read } of options.measurements) {
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    }
  }

  start(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
