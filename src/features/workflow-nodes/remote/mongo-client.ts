import type { LookupFunction } from 'node:net';
import type { Collection, MongoClient, ReadPreferenceMode } from 'mongodb';
import { ActionError } from '../errors.ts';
import type { OutsideAddress, OutsideHost } from '../services.ts';
import type { Login } from './login.ts';
import type { MongoPlace } from './mongo-uri.ts';

const timeoutMs = 10_000;

/**
 * Does something with a collection. Each host that the connection string names is asked by itself, until one takes writes: what a server
 * says of other members of its set is not followed, as it might be any address.
 */
export async function withCollection<Result>(
  host: OutsideHost,
  { place, login, collection }: { place: MongoPlace; login: Login; collection: string },
  action: (collection: Collection) => Promise<Result>,
): Promise<Result> {
  let failure: unknown;
  for (const each of place.hosts) {
    // An abort ends the loop with its reason.
    host.signal.throwIfAborted();
    let client: MongoClient | undefined;
    try {
      client = await connect(await host.resolve(each.host, each.port), place, login);
      const close = () => void client?.close(true).catch(() => undefined);
      host.signal.addEventListener('abort', close, { once: true });
      const { isWritablePrimary } = await client.db('admin').command({ hello: 1 });
      if (isWritablePrimary !== true) throw new ActionError('MongoError', `${each.host} is not the primary of its set`);
    } catch (error) {
      failure ??= error;
      await client?.close(true).catch(() => undefined);
      continue;
    }
    const result = await action(client.db(place.database).collection(collection));
    await client.close(true);
    return result;
  }
  throw failure;
}

async function connect(at: OutsideAddress, { options }: MongoPlace, login: Login): Promise<MongoClient> {
  const { MongoClient } = await import('mongodb');
  const name = at.serverName ?? (at.family === 6 ? `[${at.address}]` : at.address);
  const mechanism = options.get('authmechanism') as 'SCRAM-SHA-256' | undefined;
  const client = new MongoClient(`mongodb://${name}:${at.port}/`, {
    directConnection: true,
    lookup: lookupOf(at),
    maxPoolSize: 1,
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    tls: (options.get('tls') ?? options.get('ssl')) === 'true',
    tlsInsecure: options.get('tlsinsecure') === 'true',
    ...(login.user === '' ? {} : { auth: { username: login.user, password: login.password } }),
    ...(login.user === '' || mechanism === undefined ? {} : { authMechanism: mechanism }),
    ...(login.user === '' ? {} : { authSource: options.get('authsource') ?? 'admin' }),
    readPreference: (options.get('readpreference') ?? 'primary') as ReadPreferenceMode,
  });
  return client.connect();
}

/** Leads a name to the address that was judged, and to no other. */
function lookupOf({ address, family }: OutsideAddress): LookupFunction {
  return (_name, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
