import type { DeviceStates } from '../../device-state/index.ts';
import type { Effects } from './effects.ts';

/** Devices of the application that the flow is part of. */
export function deviceEffects(options: {
  states: DeviceStates;
  find: Effects['devices']['find'];
}): Effects['devices'] {
  return {
    find: options.find,
    changeState: ({ application, relay, chain }, { deviceId, states, flowVersion }) =>
      options.states.sendAs(application.applicationId, deviceId, states.length === 1 ? states[0] : states, {
        relay: { type: 'flow', id: relay.id },
        chain,
        ...(flowVersion === undefined ? {} : { flowVersion }),
      }),
  };
}
