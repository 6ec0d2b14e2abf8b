import { resolveSrv, resolveTxt } from 'node:dns/promises';
import { cutText } from '../../../kernel/text.ts';
import { ActionError, NodeError } from '../errors.ts';
import type { Login } from './login.ts';

/** What a connection string says of a MongoDB, as far as it counts here. */
export interface MongoPlace {
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** The hosts are those that the DNS knows for the only one (`mongodb+srv`). */
  readonly isLookedUp: boolean;
  readonly login: Login;
  readonly database: string;
  readonly options: ReadonlyMap<string, string>;
}

const defaultPort = 27_017;
const maxHosts = 50;
const form = /^mongodb(\+srv)?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

/**
 * Options that say nothing of this machine: others name files, other hosts, or ways to log in that ask this machine's own network who it is.
 * They are left out.
 */
const known = new Set([
  'authsource',
  'authmechanism',
  'tls',
  'ssl',
  'tlsinsecure',
  'replicaset',
  'readpreference',
  'w',
  'journal',
]);
const mechanisms = new Set(['DEFAULT', 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'PLAIN']);

/** Takes a connection string apart. No message repeats it: it may hold a password. @throws NodeError ValidationError */
export function readMongoUri(uri: string): MongoPlace {
  const [, srv, credentials = '', hostList = '', database = '', query = ''] = form.exec(uri) ?? [];
  const hosts = hostList.split(',').map(readHost);
  if (hostList === '' || hosts.length > maxHosts || hosts.includes(undefined)) throw wrong('is none of MongoDB');
  if (srv && (hosts.length > 1 || /:\d+$/.test(hostList)))
    throw wrong('has one host without a port after mongodb+srv://');
  const [user = '', ...password] = credentials.split(':');
  const options = readOptions(query);
  if (srv && !options.has('tls') && !options.has('ssl')) options.set('tls', 'true');
  return {
    hosts: hosts as { host: string; port: number }[],
    isLookedUp: srv !== undefined,
    login: { user: decode(user), password: decode(password.join(':')) },
    database: decode(database),
    options,
  };
}

/** The hosts behind a name of `mongodb+srv`, and the options that the DNS has for it. @throws NodeError, ActionError */
export async function lookUpMongo(place: MongoPlace): Promise<MongoPlace> {
  const [{ host } = { host: '' }] = place.hosts;
  const found = await resolveSrv(`_mongodb._tcp.${host}`).catch((error: Error) => {
    throw new ActionError('MongoError', error.message);
  });
  // Whoever answers may name hosts of its own domain only.
  const parent = host.split('.').slice(1).join('.');
  if (found.length === 0 || found.length > maxHosts || !found.every(({ name }) => isBelow(name, parent))) {
    throw wrong('leads to hosts of another domain');
  }
  const texts = await resolveTxt(host).catch(() => []);
  const more = readOptions(texts.map((parts) => parts.join('')).join('&'));
  const allowed = [...more].filter(([name]) => name === 'authsource' || name === 'replicaset');
  return {
    ...place,
    hosts: found.map(({ name, port }) => ({ host: name.toLowerCase(), port })),
    options: new Map([...allowed, ...place.options]),
  };
}

function isBelow(name: string, parent: string): boolean {
  return parent.includes('.') && name.toLowerCase().endsWith(`.${parent.toLowerCase()}`);
}

function readHost(text: string): { host: string; port: number } | undefined {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const number = port === undefined ? defaultPort : Number(port);
  return host === undefined || number < 1 || number > 65_535 ? undefined : { host: host.toLowerCase(), port: number };
}

function readOptions(query: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const key = name.toLowerCase();
    if (known.has(key)) options.set(key, value);
  }
  const mechanism = options.get('authmechanism');
  if (mechanism !== undefined && !mechanisms.has(mechanism))
    throw wrong(`wants to log in by ${cutText(mechanism, 40)}`);
  return options;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a % that means nothing');
  }
}

function wrong(rule: string): NodeError {
  return new NodeError('ValidationError', `The connection string ${rule}`);
}
