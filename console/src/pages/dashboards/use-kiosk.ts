import { useEffect, useState } from 'react';
import type { LiveState } from '../../api/live-events.ts';

const usualEverySeconds = 60;
/** Without news for so long, what is shown is called old. */
const staleMs = 30_000;

/**
 * A screen that nobody touches: it stays awake, goes from one dashboard to the next, and says when what it shows is no longer
 * kept up to date. @returns since when it is not, in epoch ms
 */
export function useKiosk(options: {
  kiosk: readonly string[] | undefined;
  every: number | undefined;
  dashboardId: string;
  state: LiveState;
  onNext: (dashboardId: string) => void;
}): number | undefined {
  const { kiosk, every = usualEverySeconds, dashboardId, state, onNext } = options;
  const isOn = kiosk !== undefined;
  const [lostAt, setLostAt] = useState<number>();
  const place = kiosk?.indexOf(dashboardId) ?? -1;
  const next = kiosk && kiosk.length > 1 ? kiosk[(place + 1) % kiosk.length] : undefined;

  useEffect(() => {
    if (next === undefined || next === dashboardId) return;
    const timer = setTimeout(() => onNext(next), every * 1_000);
    return () => clearTimeout(timer);
  }, [next, dashboardId, every, onNext]);

  useEffect(() => {
    if (!isOn) return;
    let lock: WakeLockSentinel | undefined;
    let isGone = false;
    const ask = async () => {
      if (document.hidden) return;
      // Refused where the battery is low, and by browsers that have no such thing.
      const given = await navigator.wakeLock?.request('screen').catch(() => undefined);
      if (isGone) await given?.release();
      else lock = given;
    };
    const again = () => void ask();
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', again);
      void lock?.release();
    };
  }, [isOn]);

  useEffect(() => {
    if (!isOn || state !== 'waiting') {
      if (state === 'open') setLostAt(undefined);
      return;
    }
    const since = Date.now();
    const timer = setTimeout(() => setLostAt((before) => before ?? since), staleMs);
    return () => clearTimeout(timer);
  }, [isOn, state]);

  return lostAt;
}
