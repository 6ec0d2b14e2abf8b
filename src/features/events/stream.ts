import type { EventChange } from '../../kernel/events.ts';
import type { Listeners } from '../../platform/bus/bus.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../platform/http/replay-windows.ts';

/** What became of the events of the applications that somebody watches lately: one window for each application. */
export class EventWatch {
  readonly windows: ReplayWindows<EventChange>;

  constructor({ makeWindows }: { makeWindows: MakeReplayWindows }) {
    this.windows = makeWindows('event');
  }

  get listens(): Listeners {
    return {
      'events.changed': ({ applicationId, changes }, from) => {
        // Whoever has changed them has told all servers that share the window.
        if (this.windows.isShared && from === 'elsewhere') return;
        if (!this.windows.isWatched(applicationId)) return;
        for (const change of changes) this.windows.push(applicationId, change, JSON.stringify(change).length);
      },
      'application.deleted': ({ applicationId }) => this.windows.drop(applicationId),
      'invalidations.missed': ({ about }) => {
        if (about === undefined || about === 'events.changed') this.windows.gap();
      },
    };
  }
}
