import { isIP } from 'node:net';
import { isHostLength } from '../kernel/host-name.ts';
import type { Limit } from '../kernel/limits.ts';

/** How one environment variable is understood. `parse` returns undefined when the text is not allowed. */
export interface Setting<Value> {
  readonly name: string;
  /** What an unset variable means, as one would write it in the environment; undefined: nothing. */
  readonly default: string | undefined;
  readonly meaning: string;
  /** In words, for the message about a wrong value. */
  readonly allowed: string;
  readonly parse: (text: string) => Value | undefined;
}

/** A setting, its type found out from what its parser returns. */
export function setting<Value, Default extends string | undefined>(
  definition: Setting<Value> & { default: Default },
): Setting<Value> & { default: Default } {
  return definition;
}

/** One of these words, exactly. */
export function oneOf<const Choice extends string>(choices: readonly Choice[]): (text: string) => Choice | undefined {
  return (text) => choices.find((choice) => choice === text);
}

/** A TCP port; 0 means any free one. */
export function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65535 ? port : undefined;
}

/** A URL of one of these protocols (`https:`), as it was written. */
export function parseUrl(protocols: readonly string[]): (text: string) => string | undefined {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url && protocols.includes(url.protocol) && isHostLength(url.hostname) && hasReadableLogin(url)
      ? text
      : undefined;
  };
}

/** The URL of a Redis: as its path at most the number of a database. */
export function parseRedisUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname && !url.search && !url.hash;
  return isBare && /^(\/\d{0,5})?$/.test(url.pathname) ? text : undefined;
}

/** An http or https URL without a path, as an origin. */
export function parseOrigin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search ? url.origin : undefined;
}

/** Host names, separated by commas, in lower case. */
export function parseHosts(text: string): string[] | undefined {
  const hosts = text.split(',').map((host) => host.trim().toLowerCase());
  // With a port, which is not of the name.
  const isHost = (host: string) => /^[a-z0-9.[\]:-]+$/.test(host) && isHostLength(host.replace(/:\d+$/, ''));
  return hosts.every(isHost) ? hosts : undefined;
}

/** A URL of tiles or of a style: http or https, without a password. */
export function parseMapUrl(text: string): string | undefined {
  if (!URL.canParse(text) || text.length > 2048) return undefined;
  const { protocol, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' ? text : undefined;
}

/** Who sends text messages: an account of Twilio with the sender as its host, or a gateway's http or https URL. */
export function parseSmsUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !hasReadableLogin(url)) return undefined;
  if (url.protocol === 'http:' || url.protocol === 'https:') return isHostLength(url.hostname) ? text : undefined;
  const isTwilio = url.protocol === 'twilio:' && /^[A-Za-z0-9]+$/.test(url.username) && url.password !== '';
  return isTwilio && /^(\+\d{5,15}|MG[0-9A-Za-z]{32})$/.test(url.hostname) && !url.pathname && !url.search
    ? text
    : undefined;
}

/** Whether user and password, which are percent-encoded, can be decoded. */
function hasReadableLogin({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

/** Whether the text is an IP address, or a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

/** Days, or null for ever. */
export function parseDays(text: string): number | null | undefined {
  if (text === 'off') return null;
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined;
}

/** What `parseDays` takes, for messages. */
export const daysText = 'a number of days from 1 to 99999, or off (for ever)';

/** Days after which history is packed, or what else is done with it. */
export function parseCompaction(text: string): { readonly afterDays: number } | 'off' | 'undo' | undefined {
  if (text === 'off' || text === 'undo') return text;
  return /^[1-9]\d{0,3}$/.test(text) ? { afterDays: Number(text) } : undefined;
}

/** Any text. */
export const anyText = (text: string): string => text;
/** What `parsePort` takes, for messages. */
export const portText = 'a port number from 0 to 65535 (0: any free port)';

/** What `parseMebibytes` takes, for messages. */
export const mebibytesText = 'a number of MiB from 1 to 10000';

/** A size of files in MiB, up to 10,000. */
export function parseMebibytes(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 10_000 ? Number(text) : undefined;
}

/** What `parseSpace` takes, for messages. */
export const spaceText = 'off, or a number of MiB from 1 to 100000000';

/** Bytes for an application, given in MiB; `off` is null. */
export function parseSpace(text: string): Limit | undefined {
  if (text === 'off') return null;
  const mebibytes = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
  return mebibytes <= 100_000_000 ? { count: mebibytes * 1024 * 1024, windowMs: 0 } : undefined;
}

/** A whole number within bounds, both included. */
export function parseCount(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return count >= least && count <= most ? count : undefined;
  };
}
