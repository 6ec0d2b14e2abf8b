import { type ClientRequest, request as requestHttp } from 'node:http';
import { type RequestOptions, request as requestHttps } from 'node:https';
import { hostLengthRule, isHostLength } from '../../kernel/host-name.ts';
import { lookupFor, type OutgoingPolicy, refuseHost } from './outgoing-hosts.ts';

/** Why a URL must not be called on behalf of a tenant, in words that follow its name; undefined when it may, as far as it tells. */
export function refuseUrl(url: URL | undefined, policy: OutgoingPolicy): string | undefined {
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return 'must be an http:// or https:// URL';
  if (!isHostLength(url.hostname)) return hostLengthRule;
  return refuseHost(url.hostname, portOf(url), policy);
}

/**
 * Opens a request to a URL that `refuseUrl` lets pass, on a connection of its own to the very address that was judged. Follows
 * no redirects: whoever does judges each URL again.
 */
export function requestOutgoing(url: URL, policy: OutgoingPolicy, options: RequestOptions): ClientRequest {
  const lookup = lookupFor(url.hostname, portOf(url), policy);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  // No shared agent: it might hold a connection to an address that was judged for somebody else.
  return send(url, { ...options, agent: false, ...(lookup ? { lookup } : {}) });
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === 'https:' ? 443 : 80));
}
