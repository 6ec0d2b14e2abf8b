import type { FastifyReply } from 'fastify';

/** Where a caller stands with a limit, after something was taken out of it or refused. */
export interface LimitUse {
  /** Of the policy, as the headers name it. */
  readonly name: string;
  /** What is counted: `requests` where it is calls, `bytes`, or whatever else. */
  readonly unit: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until all of it is there again. */
  readonly resetSeconds: number;
}

/** Units that the draft has names for. */
const quotaUnits: Readonly<Record<string, string>> = { requests: 'requests', bytes: 'content-bytes' };

/**
 * Says on an answer where the caller stands with limits (semantics.md, "Conventions"): as `RateLimit-Policy` and `RateLimit`
 * of draft-ietf-httpapi-ratelimit-headers-11, which have all of them, and the one of which least is left as the three fields
 * of the draft's earlier editions, which more clients know.
 */
export function sayLimits(reply: FastifyReply, uses: readonly LimitUse[]): void {
  const [first, ...others] = uses;
  if (!first) return;
  const scarcest = others.reduce((a, b) => (b.remaining / b.limit < a.remaining / a.limit ? b : a), first);
  reply.header('RateLimit-Limit', scarcest.limit);
  reply.header('RateLimit-Remaining', scarcest.remaining);
  reply.header('RateLimit-Reset', scarcest.resetSeconds);
  reply.header('RateLimit-Policy', uses.map(formatPolicy).join(', '));
  reply.header('RateLimit', uses.map((use) => `"${use.name}";r=${use.remaining};t=${use.resetSeconds}`).join(', '));
}

function formatPolicy({ name, unit, limit, windowSeconds }: LimitUse): string {
  const quotaUnit = quotaUnits[unit] ?? unit;
  // Requests are what is meant without a unit.
  const counted = quotaUnit === 'requests' ? '' : `;qu="${quotaUnit}"`;
  return `"${name}";q=${limit}${counted};w=${windowSeconds}`;
}
