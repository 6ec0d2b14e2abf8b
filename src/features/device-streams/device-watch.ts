import type { Listeners } from '../../platform/bus/bus.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../platform/http/replay-windows.ts';

/** A state as it was stored: converted, and under the attributes' names. */
export interface WatchedState {
  /** ISO. */
  readonly time: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

export interface WatchedCommand {
  readonly name: string;
  /** ISO. */
  readonly time: string;
  readonly payload?: unknown;
}

/** What was stored of, and sent to, the devices that somebody watches lately: one window for each device. */
export class DeviceWatch {
  readonly states: ReplayWindows<WatchedState>;
  readonly commands: ReplayWindows<WatchedCommand>;

  constructor({ makeWindows }: { makeWindows: MakeReplayWindows }) {
    this.states = makeWindows('state');
    this.commands = makeWindows('command');
  }

  get watcherCount(): number {
    return this.states.watcherCount + this.commands.watcherCount;
  }

  get listens(): Listeners {
    return {
      'states.stored': (states) => {
        // Everything that is stored comes by here: without a watcher it must cost nothing.
        if (!this.states.isAnyWatched) return;
        for (const { device, time, named } of states) {
          if (!this.states.isWatched(device.deviceId)) continue;
          const state = { time: new Date(time).toISOString(), data: named };
          this.states.push(device.deviceId, state, JSON.stringify(state).length);
        }
      },
      'command.sent': ({ deviceId, name, time, payload }) => {
        if (!this.commands.isWatched(deviceId)) return;
        const command = { name, time: new Date(time).toISOString(), ...(payload === undefined ? {} : { payload }) };
        this.commands.push(deviceId, command, JSON.stringify(command).length);
      },
      'device.changed': ({ deviceId, deleted }) => {
        if (!deleted) return;
        this.states.drop(deviceId);
        this.commands.drop(deviceId);
      },
    };
  }

  /** Forgets what was recorded; streams that are still open end with the server. */
  clear(): void {
    this.states.clear();
    this.commands.clear();
  }
}
