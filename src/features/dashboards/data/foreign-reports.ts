import type { StoredState } from '../../../kernel/events.ts';
import { newId } from '../../../kernel/ids.ts';
import type { MakeReplayWindows, ReplayWindows } from '../../../platform/http/replay-windows.ts';

/** Reports of an application are told of together, this often: a dashboard asks no more often either. */
const collectMs = 100;
/** Devices that are named at a time, some 13 KB; of more it is only said that there were reports. */
const maxNamed = 500;

/** Which devices of an application have reported lately; null: more than are named. */
interface Reports {
  /** The server that says it, which itself knows already. */
  readonly from: string;
  readonly deviceIds: readonly string[] | null;
}

/** What a dashboard is told of other servers. */
export interface ReportListener {
  readonly reported: (deviceIds: readonly string[]) => void;
  /** Any device of the application may have reported. */
  readonly anything: (applicationId: string) => void;
}

/**
 * Tells the servers on which a dashboard is looked at that devices have reported to another one: not what, because the
 * dashboard reads that from the database. Costs a look into a map where nobody looks, and nothing on a server that has its
 * database for itself. A word that is lost is made up for at the dashboard's refresh rate.
 */
export class ForeignReports {
  readonly #windows: ReplayWindows<Reports>;
  readonly #id = newId();
  /** By application, what has been reported here and is not told yet; null: by more devices than are named. */
  readonly #collected = new Map<string, Set<string> | null>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ makeWindows }: { makeWindows: MakeReplayWindows }) {
    this.#windows = makeWindows('report');
  }

  /** States were stored here. */
  note(states: readonly StoredState[]): void {
    if (!this.#windows.isShared || !this.#windows.isAnyWatched) return;
    for (const { device } of states) {
      if (!this.#windows.isWatched(device.applicationId)) continue;
      const known = this.#collected.get(device.applicationId);
      if (known === null) continue;
      const deviceIds = known ?? new Set();
      deviceIds.add(device.deviceId);
      this.#collected.set(device.applicationId, deviceIds.size > maxNamed ? null : deviceIds);
      this.#timer ??= setTimeout(() => this.#tell(), collectMs).unref();
    }
  }

  /**
   * Tells of what is stored elsewhere, until the function that it returns is called. Resolves when the other servers know of
   * it, or after a second.
   */
  async watch(applicationIds: readonly string[], listener: ReportListener): Promise<() => void> {
    if (!this.#windows.isShared) return () => undefined;
    const stops = await Promise.all(
      applicationIds.map(async (applicationId) => {
        const release = await this.#windows.prepare?.(applicationId);
        const stop = this.#windows.watch(
          applicationId,
          {
            accepts: ({ from }) => from !== this.#id,
            receive: ({ data: { deviceIds } }) => {
              if (deviceIds) listener.reported(deviceIds);
              else listener.anything(applicationId);
            },
            gap: () => listener.anything(applicationId),
          },
          { owner: applicationId },
        );
        release?.();
        // What was stored elsewhere since the dashboard was first asked for.
        listener.anything(applicationId);
        return stop;
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The application is gone. */
  drop(applicationId: string): void {
    this.#windows.drop(applicationId);
    this.#collected.delete(applicationId);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#windows.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    for (const [applicationId, deviceIds] of this.#collected) {
      const reports = { from: this.#id, deviceIds: deviceIds && [...deviceIds] };
      this.#windows.push(applicationId, reports, (deviceIds?.size ?? 0) * 27);
    }
    this.#collected.clear();
  }
}
