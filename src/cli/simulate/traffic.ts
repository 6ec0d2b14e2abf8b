import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceClient } from './device-client.ts';
import type { Statistics } from './statistics.ts';

/** Devices that report the same things at the same rate. */
export interface Stream {
  readonly clients: readonly DeviceClient[];
  readonly perSecond: number;
  /** The next report of the device at the given place. */
  readonly makeData: (index: number, seconds: number) => object;
}

const tickMs = 10;
/** A report that could not be sent this long after it was due is given up: made-up data has no value of its own. */
const maxLateMs = 1000;

/**
 * Sends what is due until the signal: each device at its rate, the fleet evenly spread over time. What cannot be sent
 * is counted as skipped, never sent in a later burst.
 */
export async function sendStreams(streams: readonly Stream[], statistics: Statistics, end: AbortSignal): Promise<void> {
  const begun = performance.now();
  const sent = streams.map(() => 0);
  while (!end.aborted) {
    const elapsed = performance.now() - begun;
    for (const [index, { clients, perSecond, makeData }] of streams.entries()) {
      const perMs = (clients.length * perSecond) / 1000;
      const due = Math.floor(elapsed * perMs);
      let next = sent[index] ?? 0;
      const stale = due - Math.ceil(maxLateMs * perMs);
      if (next < stale) {
        statistics.skipped += stale - next;
        next = stale;
      }
      for (; next < due; next += 1) {
        const place = next % clients.length;
        const client = clients[place];
        if (client?.isReady) client.report(makeData(place, elapsed / 1000));
        else statistics.skipped += 1;
      }
      sent[index] = next;
    }
    await sleep(tickMs, undefined, { signal: end }).catch(() => undefined);
  }
}

/** One row of a recorded series. */
export interface RecordedReport {
  /** Place of the device that reports it; undefined: every device does. */
  readonly device: number | undefined;
  /** Epoch ms in the recording. */
  readonly time: number;
  readonly data: object;
}

export interface Replay {
  readonly clients: readonly DeviceClient[];
  readonly reports: AsyncIterable<RecordedReport>;
  /** How many times faster than it was recorded. */
  readonly speed: number;
  /** Send the recorded times instead of the present ones. */
  readonly keepTimes: boolean;
}

/**
 * Sends a recording with the spacing that it has, divided by `speed`. Nothing is left out: where the server does not keep
 * up, the replay falls behind, and says by how much.
 *
 * @returns the ms by which it was behind at worst
 */
export async function replay(
  { clients, reports, speed, keepTimes }: Replay,
  statistics: Statistics,
  end: AbortSignal,
): Promise<number> {
  const begun = performance.now();
  let first: number | undefined;
  let behind = 0;
  for await (const { device, time, data } of reports) {
    first ??= time;
    const due = begun + (time - first) / speed;
    // A series may go back in time, or leave a year out: what is due is due.
    while (!end.aborted && performance.now() < due) {
      await sleep(Math.min(1000, due - performance.now()), undefined, { signal: end }).catch(() => undefined);
    }
    for (const client of device === undefined ? clients : clients.slice(device, device + 1)) {
      while (!end.aborted && !client.isReady && !client.isRefused) {
        await sleep(tickMs, undefined, { signal: end }).catch(() => undefined);
      }
      if (end.aborted) return behind;
      if (client.isRefused) statistics.skipped += 1;
      else client.report(data, keepTimes ? time : undefined);
    }
    behind = Math.max(behind, performance.now() - due);
  }
  return behind;
}
