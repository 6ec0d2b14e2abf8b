import type { Listeners } from '../../platform/bus/bus.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../platform/http/replay-windows.ts';

/** An archive job as the API shows it. */
export type ShownJob = Readonly<Record<string, unknown>>;

/**
 * Archive jobs of the applications that somebody watches, on whichever server they run: one window for each application.
 * What is missed of it is read from the table of jobs, so nothing is replayed from the window itself.
 */
export class JobWatch {
  readonly windows: ReplayWindows<ShownJob>;

  constructor({ makeWindows }: { makeWindows: MakeReplayWindows }) {
    this.windows = makeWindows('archiveJob');
  }

  get listens(): Listeners {
    return {
      'archiveJob.changed': ({ applicationId, job }) => {
        if (!this.windows.isWatched(applicationId)) return;
        this.windows.push(applicationId, job, JSON.stringify(job).length);
      },
      'application.deleted': ({ applicationId }) => this.windows.drop(applicationId),
    };
  }
}
