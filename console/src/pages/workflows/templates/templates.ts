import { t } from '../../../words/words.ts';
import type { Definition } from '../model/definition.ts';
import { makeAlarm } from './alarm.ts';
import { makeConversion } from './conversion.ts';
import { makeFanOut } from './fan-out.ts';
import { makeForward } from './forward.ts';
import { makeSilentDevice } from './silent-device.ts';

/** Something to begin with. All of it runs; what is somebody's own (tags, limits, addresses) is said in a note on the canvas. */
export interface Template {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  /** Made anew each time, with ids of its own. */
  readonly make: () => Definition;
}

/** What a workflow of class cloud can begin with. */
export const templates: readonly Template[] = [
  {
    id: 'alarm',
    label: t('Alarm with hysteresis'),
    summary: t('An event when a value goes above a limit, another when it is below a lower one again.'),
    make: makeAlarm,
  },
  {
    id: 'forward',
    label: t('Forward to HTTP'),
    summary: t('Sends every report of some devices to another server as JSON.'),
    make: makeForward,
  },
  {
    id: 'conversion',
    label: t('Unit conversion'),
    summary: t('Reports an attribute in another unit, as a second attribute of the same device.'),
    make: makeConversion,
  },
  {
    id: 'fan-out',
    label: t('Gateway fan-out'),
    summary: t('Splits what a gateway reports into reports of the devices behind it.'),
    make: makeFanOut,
  },
  {
    id: 'silent-device',
    label: t('Silent-device alert'),
    summary: t('Posts to a chat or another service when an alarm rule finds that a device is silent.'),
    make: makeSilentDevice,
  },
];
