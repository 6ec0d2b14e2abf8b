import { createHistogram } from 'node:perf_hooks';

/** What has happened so far, counted where it happens. */
export class Statistics {
  readonly #latencies = createHistogram();
  devices = 0;
  connected = 0;
  /** Connections that came after a device's first one. */
  reconnects = 0;
  /** Connections that have ended although nobody here wanted them to. */
  closed = 0;
  refused = 0;
  sent = 0;
  acknowledged = 0;
  /** Due, but given up: the device was not connected, or had too much unacknowledged. */
  skipped = 0;
  commands = 0;
  /** Why connections were refused or broken, the first of each kind. */
  readonly reasons = new Map<string, number>();

  addLatency(ms: number): void {
    this.#latencies.record(Math.max(1, Math.round(ms * 1000)));
  }

  addReason(reason: string): void {
    if (this.reasons.size < 20 || this.reasons.has(reason))
      this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  get inFlight(): number {
    return this.sent - this.acknowledged;
  }

  /** From sending a report to its PUBACK; 0 where nothing was acknowledged. */
  get latencyMs(): { p50: number; p95: number; p99: number; max: number } {
    const read = (micros: number): number => Math.round(micros / 100) / 10;
    if (this.#latencies.count === 0) return { p50: 0, p95: 0, p99: 0, max: 0 };
    return {
      p50: read(this.#latencies.percentile(50)),
      p95: read(this.#latencies.percentile(95)),
      p99: read(this.#latencies.percentile(99)),
      max: read(this.#latencies.max),
    };
  }
}
