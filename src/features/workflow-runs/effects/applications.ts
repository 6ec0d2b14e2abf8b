import type { ApplicationPrincipal } from '../../../kernel/principal.ts';

/** What a node does, it does with the rights of its application (workflows.md, "8. Durability and isolation (ours)"). */
export function actAs(applicationId: string): ApplicationPrincipal {
  return {
    kind: 'application',
    via: 'apiToken',
    applicationId,
    tokenId: '0'.repeat(24),
    scopes: new Set(['all.Application']),
    expiresAt: Number.POSITIVE_INFINITY,
    grantsUntil: Number.POSITIVE_INFINITY,
  };
}
