import type { LogEntry } from '../../kernel/events.ts';
import type { Bus, Listeners } from '../../platform/bus/bus.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../platform/http/replay-windows.ts';

/** A line as the stream shows it. */
export interface LogLine {
  /** ISO. */
  readonly time: string;
  readonly level: LogEntry['level'];
  readonly type: LogEntry['type'];
  readonly deviceId?: string;
  readonly deviceName?: string;
  readonly message: string;
  readonly details?: LogEntry['details'];
}

/** About what a line takes beside its message and details. */
const lineBytes = 200;

/**
 * The log of an application: what happens in it, in sentences for a person who looks for the reason of something. Lines
 * exist only while somebody watches; nothing is stored.
 */
export class ApplicationLog {
  readonly windows: ReplayWindows<LogLine>;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { bus: Bus; makeWindows: MakeReplayWindows; now: () => number }) {
    this.windows = options.makeWindows('log');
    this.#bus = options.bus;
    this.#now = options.now;
  }

  get listens(): Listeners {
    return {
      log: (entry) => this.#receive(entry),
      'application.deleted': ({ applicationId }) => this.windows.drop(applicationId),
    };
  }

  /** Whether a line would reach anybody. Hot paths ask this before they describe what happened. */
  isWatched(applicationId: string): boolean {
    return this.windows.isWatched(applicationId);
  }

  /** Writes a line, described only if somebody watches. */
  write(applicationId: string, describe: () => Omit<LogEntry, 'applicationId'>): void {
    if (this.windows.isWatched(applicationId)) this.#bus.emit('log', { applicationId, ...describe() });
  }

  #receive({ applicationId, device, level, type, message, details }: LogEntry): void {
    if (!this.windows.isWatched(applicationId)) return;
    const line: LogLine = {
      time: new Date(this.#now()).toISOString(),
      level,
      type,
      ...(device ? { deviceId: device.id, deviceName: device.name } : {}),
      message,
      ...(details ? { details } : {}),
    };
    const bytes = lineBytes + message.length + (details ? JSON.stringify(details).length : 0);
    this.windows.push(applicationId, line, bytes);
  }
}
