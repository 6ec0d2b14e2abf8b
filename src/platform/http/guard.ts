import type { FastifyRequest } from 'fastify';
import type { Action } from '../../kernel/actions.ts';
import { AppError, notFound } from '../../kernel/errors.ts';
import { isId, normalizeId } from '../../kernel/ids.ts';
import type { Gatekeeper } from './gatekeeper.ts';
import type { InProcessCalls } from './in-process-calls.ts';
import type { PathPlan } from './path-plan.ts';

/**
 * Lets a request pass that may call the action, and notes on it who calls, what the path names and in which role. It refuses
 * in the order 401, 404, 403: a caller learns nothing about a resource before it is known to see it. What it does not know
 * it refuses: an action whose path names something is closed to callers without a role there.
 */
export async function guard(
  request: FastifyRequest,
  options: {
    action: Action;
    plan: PathPlan;
    gatekeeper: Gatekeeper;
    /** Who calls from inside the server has a ticket instead of a token. */
    calls: Pick<InProcessCalls, 'redeem'>;
    takesQueryToken: boolean;
  },
): Promise<void> {
  const { action, plan, gatekeeper } = options;
  const token = readToken(request, options.takesQueryToken);
  const principal =
    token === undefined ? undefined : (options.calls.redeem(token) ?? (await gatekeeper.authenticate(token)));
  if (!principal) {
    throw new AppError(
      'InvalidToken',
      token === undefined ? 'A bearer token is required in the Authorization header' : 'The token is not valid',
    );
  }
  request.principal = principal;
  if (plan.root) {
    const { resource, parameter } = plan.root;
    const id = (request.params as Record<string, string>)[parameter];
    const reached = isId(id) ? await gatekeeper.reach(principal, resource, normalizeId(id)) : undefined;
    if (!reached) throw notFound(resource.label);
    request.role = reached.role;
    if (reached.application) request.application = reached.application;
    if (reached.organization) request.organization = reached.organization;
  } else if (plan.isOwn) request.role = 'admin';
  if (!gatekeeper.allows(principal, action, request.role)) {
    throw new AppError('Forbidden', `The caller may not use ${action.name}: a scope or a role is missing`);
  }
}

/** The token of the Authorization header; undefined when there is no header, or another one. */
export function readBearer(request: FastifyRequest): string | undefined {
  return /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(request.headers.authorization ?? '')?.[1];
}

function readToken(request: FastifyRequest, takesQueryToken: boolean): string | undefined {
  const bearer = readBearer(request);
  if (bearer !== undefined) return bearer;
  if (request.headers.authorization !== undefined) return '';
  const token = takesQueryToken ? (request.query as { token?: unknown }).token : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}
