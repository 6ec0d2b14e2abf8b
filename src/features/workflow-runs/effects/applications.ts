import type { ApplicationPrincipal } from '../../../kernel/principal.ts';
import type { EffectCaller } from './effects.ts';

/** What a node does, it does with the rights of its application (workflows.md, "8. Durability and isolation (ours)"). */
export function actAs({ application, actor }: Pick<EffectCaller, 'application' | 'actor'>): ApplicationPrincipal {
  return {
    kind: 'application',
    via: 'apiToken',
    applicationId: application.applicationId,
    tokenId: '0'.repeat(24),
    scopes: new Set(['all.Application']),
    expiresAt: Number.POSITIVE_INFINITY,
    grantsUntil: Number.POSITIVE_INFINITY,
    flow: actor,
  };
}
