import type { Buttons } from '../buttons.ts';
import type { Effects } from './effects.ts';

/** Buttons of the application's workflows. */
export function flowEffects(buttons: () => Buttons): Effects['flows'] {
  return {
    press: ({ application, relay, chain }, call) => buttons().pressAs(application, { relay, chain }, call),
    cancel: ({ application }, call) => buttons().cancelScheduled(application, call),
  };
}
