import type { DeviceTopic } from '../../platform/feature.ts';

/**
 * What agents of the platform publish and subscribe to: `losant/<deviceId>/fromAgent/#` and `losant/<deviceId>/toAgent/#`.
 * Nothing here acts on it, and nothing is sent; such an agent must only not be disconnected for it.
 */
export const agentTopics: readonly DeviceTopic[] = [
  {
    name: 'fromAgent',
    hasLevels: true,
    deviceClasses: ['edgeCompute'],
    receive: (_device, _payload, { done }) => done(),
  },
  { name: 'toAgent', hasLevels: true, deviceClasses: ['edgeCompute'], isHeard: true },
];
