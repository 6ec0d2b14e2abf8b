import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress, lookupPublic } from './public-address.ts';

/** What the operator allows connections on behalf of tenants to reach beyond the public internet. */
export interface OutgoingPolicy {
  /** `host` (any port), `host:port`, or `*` (everything), in lower case. */
  readonly allowedHosts: readonly string[];
}

/**
 * Why no connection may be made to a host that somebody has named, in words that follow its name; undefined when it may,
 * as far as the name tells: what it leads to is judged by `lookupFor`.
 *
 * @param host a name or an address; an IPv6 address with or without brackets
 */
export function refuseHost(host: string, port: number, policy: OutgoingPolicy): string | undefined {
  if (isAllowed(host, port, policy)) return undefined;
  const address = bareHost(host);
  const isInner = isIP(address) === 0 ? /(^|\.)localhost$/.test(address) : !isPublicAddress(address);
  return isInner ? 'must not point to the server’s own network' : undefined;
}

/**
 * The look-up to connect with, so that the very address that is connected to has been judged; undefined where the operator
 * allows the host, whatever its name leads to. An address in the place of a name is not looked up: ask `refuseHost` first.
 */
export function lookupFor(host: string, port: number, policy: OutgoingPolicy): LookupFunction | undefined {
  return isAllowed(host, port, policy) ? undefined : lookupPublic;
}

/** A host as it is compared and connected to: in lower case, without brackets and without the dot of the root. */
export function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function isAllowed(host: string, port: number, { allowedHosts }: OutgoingPolicy): boolean {
  const address = bareHost(host);
  const bracketed = isIP(address) === 6 ? `[${address}]` : address;
  const names = new Set(['*', address, bracketed, `${bracketed}:${port}`]);
  return allowedHosts.some((allowed) => names.has(allowed));
}
