import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '../../platform/bus/bus.ts';
import type { WatchedAccess } from '../../platform/http/replay-stream.ts';

/** Node's timers hold at most 2^31-1 ms; a stream open for 24 days may be asked to reconnect. */
const maxTimerMs = 2 ** 31 - 1;

/** When the database has been away, the first questions may meet connections that broke with it. */
const patience = { attempts: 5, waitMs: 1_000 };

/**
 * Watches the bus for whatever could take a caller's access to an application away, asks again each time, and calls
 * `onLost` once when it is gone. A question that fails counts as gone: the client may open the stream again.
 *
 * @returns stops watching
 */
export function watchAccess(
  options: WatchedAccess & {
    bus: Bus;
    now: () => number;
    isStillAllowed: () => Promise<boolean>;
  },
  onLost: () => void,
): () => void {
  const { principal, applicationId, bus } = options;
  let watching = true;
  const stops: (() => void)[] = [];
  const stop = (): void => {
    watching = false;
    for (const each of stops.splice(0)) each();
  };
  const lose = (): void => {
    if (!watching) return;
    stop();
    onLost();
  };
  const ask = (): void => {
    options.isStillAllowed().then((allowed) => {
      if (!allowed) lose();
    }, lose);
  };
  const askPatiently = async (): Promise<void> => {
    for (let attempt = 1; watching; attempt += 1) {
      const allowed = await options.isStillAllowed().catch(() => undefined);
      if (allowed) return;
      if (allowed === false || attempt >= patience.attempts) return lose();
      await sleep(patience.waitMs, undefined, { ref: false });
    }
  };
  stops.push(
    bus.on('token.revoked', (event) => event.tokenId === principal.tokenId && lose()),
    bus.on('application.deleted', (event) => event.applicationId === applicationId && lose()),
    bus.on('application.changed', (event) => event.applicationId === applicationId && ask()),
    bus.on('invalidations.missed', () => void askPatiently()),
  );
  const watched = options.device?.deviceId;
  if (watched !== undefined) {
    stops.push(bus.on('device.changed', (event) => event.deviceId === watched && (event.deleted ? lose() : ask())));
  }
  if (principal.kind === 'user') {
    stops.push(
      bus.on('user.changed', (event) => event.userId === principal.userId && ask()),
      // Any organization: the one that owns the application may be another one by now.
      bus.on('organization.changed', ask),
    );
  } else if (principal.kind === 'organization') {
    stops.push(bus.on('organization.changed', (event) => event.organizationId === principal.organizationId && ask()));
  } else if (principal.kind === 'device') {
    stops.push(
      bus.on('key.changed', (event) => event.accessKeyRowId === principal.accessKeyRowId && lose()),
      bus.on('device.changed', (event) => event.deviceId === principal.deviceId && (event.deleted ? lose() : ask())),
    );
  }
  if (Number.isFinite(principal.expiresAt)) {
    const timer = setTimeout(lose, Math.min(principal.expiresAt - options.now(), maxTimerMs));
    stops.push(() => clearTimeout(timer));
  }
  // Something may have happened between the request's own check and this moment, when nobody was listening.
  ask();
  return stop;
}
