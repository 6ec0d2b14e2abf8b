import { useHotkeys } from '@mantine/hooks';
import { useRef } from 'react';

/** A key after `t` is one of time for so long. */
const chordMs = 2_000;

export interface PageKeys {
  readonly edit: () => void;
  readonly renew: () => void;
  readonly pause: () => void;
  readonly fullScreen: () => void;
  readonly kiosk: () => void;
  readonly leaveKiosk: () => void;
  /** -1: a step back in time; 1: a step on. */
  readonly step: (direction: -1 | 1) => void;
  readonly zoomOut: () => void;
  readonly now: () => void;
}

/** The keys of a dashboard's page, where no input has the focus (dashboards.md, "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)"). */
export function usePageKeys(keys: PageKeys): void {
  const chordAt = useRef(Number.NEGATIVE_INFINITY);
  const inTime =
    (act: () => void, otherwise: (() => void) | undefined = undefined) =>
    () => {
      const isChord = performance.now() - chordAt.current < chordMs;
      chordAt.current = Number.NEGATIVE_INFINITY;
      if (isChord) act();
      else otherwise?.();
    };
  const options = { preventDefault: false };
  useHotkeys([
    ['e', keys.edit, options],
    ['r', keys.renew, options],
    ['p', keys.pause, options],
    ['f', keys.fullScreen, options],
    ['k', keys.kiosk, options],
    ['Escape', keys.leaveKiosk, options],
    [
      't',
      () => {
        chordAt.current = performance.now();
      },
      options,
    ],
    ['ArrowLeft', inTime(() => keys.step(-1)), options],
    ['ArrowRight', inTime(() => keys.step(1)), options],
    ['z', inTime(keys.zoomOut), options],
    ['n', inTime(keys.now), options],
  ]);
}
