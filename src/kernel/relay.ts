import { actingFlowOf, type Principal } from './principal.ts';

/** Who has caused something: what the payloads of workflows call `relayType` and `relayId` (workflows.md, "2. Triggers"). */
export interface Relay {
  readonly type:
    | 'user'
    | 'apiToken'
    | 'device'
    | 'flow'
    | 'experienceUser'
    | 'public'
    | 'integration'
    | 'timer'
    | 'resourceJob'
    | 'alarmRule'
    | 'dashboard';
  /** 24 hex digits, but for a timer, which is named by its key. */
  readonly id: string;
}

/** Nobody in particular. */
export const publicRelay: Relay = { type: 'public', id: '0'.repeat(24) };

/** Who calls. */
export function relayOf(principal: Principal): Relay {
  const flow = actingFlowOf(principal);
  if (flow) return { type: 'flow', id: flow.flowId };
  if (principal.kind === 'device') return { type: 'device', id: principal.deviceId };
  if (principal.kind === 'user' && principal.via === 'user') return { type: 'user', id: principal.userId };
  return principal.via === 'public' ? publicRelay : { type: 'apiToken', id: principal.tokenId };
}

/** Who has caused something, and how many workflows in a row have led to it, where one has. */
export interface Origin {
  readonly relay: Relay;
  readonly chain?: number;
}

/** Who calls, with the chain that it is the end of. */
export function originOf(principal: Principal): Origin {
  const chain = actingFlowOf(principal)?.chain;
  return { relay: relayOf(principal), ...(chain === undefined ? {} : { chain }) };
}
