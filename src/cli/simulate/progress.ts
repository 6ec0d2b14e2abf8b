import type { CommandIo } from '../command.ts';
import type { Statistics } from './statistics.ts';
import { throttleHint } from './summary.ts';

/** A line in a log every so often; on a terminal one line that is written over. */
const everyMs = { terminal: 250, log: 5000 };

/** Shows how a simulation is getting on. */
export class Progress {
  readonly #io: CommandIo;
  readonly #json: boolean;
  readonly #statistics: Statistics;
  /** Whether connections that are closed may well be closed for the rate. */
  #mayBeThrottled: boolean;
  #timer: NodeJS.Timeout | undefined;
  #begun = 0;
  #before = { at: 0, sent: 0 };

  constructor(options: { io: CommandIo; json: boolean; statistics: Statistics; mayBeThrottled: boolean }) {
    this.#io = options.io;
    this.#json = options.json;
    this.#statistics = options.statistics;
    this.#mayBeThrottled = options.mayBeThrottled;
  }

  get #isTerminal(): boolean {
    return this.#io.stderr.isTTY === true && !this.#json;
  }

  start(): void {
    this.#begun = performance.now();
    this.#before = { at: this.#begun, sent: 0 };
    this.#timer = setInterval(() => this.#show(), this.#isTerminal ? everyMs.terminal : everyMs.log);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#isTerminal) this.#io.stderr.write('\r\x1b[K');
  }

  /** Something to say between the lines of progress. */
  say(text: string): void {
    this.#io.stderr.write(`${this.#isTerminal ? '\r\x1b[K' : ''}${text}\n`);
  }

  #show(): void {
    const now = performance.now();
    const { sent, acknowledged, connected, devices, skipped, reconnects, closed, inFlight, latencyMs } =
      this.#statistics;
    if (closed > 0 && this.#mayBeThrottled) {
      this.#mayBeThrottled = false;
      this.say(throttleHint);
    }
    // Over two seconds on a terminal: the rate of a moment says nothing.
    const perSecond = Math.round(((sent - this.#before.sent) / (now - this.#before.at)) * 1000);
    if (now - this.#before.at > 2000) this.#before = { at: now, sent };
    const seconds = (now - this.#begun) / 1000;
    if (this.#json) {
      const line = {
        seconds,
        devices,
        connected,
        sent,
        acknowledged,
        inFlight,
        skipped,
        closed,
        reconnects,
        perSecond,
      };
      this.#io.stdout.write(`${JSON.stringify({ type: 'progress', ...line, latencyMs })}\n`);
      return;
    }
    const text = [
      `${seconds.toFixed(1)} s`,
      `${connected}/${devices} connected`,
      `sent ${sent} (${perSecond}/s)`,
      `acknowledged ${acknowledged}`,
      `p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms`,
      ...(skipped > 0 ? [`skipped ${skipped}`] : []),
      ...(reconnects > 0 ? [`reconnects ${reconnects}`] : []),
    ].join('  ');
    const { columns = 80 } = this.#io.stderr;
    this.#io.stderr.write(this.#isTerminal ? `\r\x1b[K${text.slice(0, columns - 1)}` : `${text}\n`);
  }
}
