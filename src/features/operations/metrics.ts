import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Measurement } from '../../platform/feature.ts';

/** Prometheus metrics: Node's own and what the features tell, read when asked for. */
export class Metrics {
  readonly #registry = new Registry();

  start(measurements: readonly Measurement[]): void {
    collectDefaultMetrics({ register: this.#registry });
    for (const { name, help, read } of measurements) {
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

  get contentType(): string {
    return this.#registry.contentType;
  }

  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
