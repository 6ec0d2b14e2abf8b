import type { Database, Queryable } from '../../platform/database/database.ts';
import { insertFact, readFact } from '../../platform/database/installation.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { hashSecret } from '../../platform/secrets/hashes.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { type ApplicationKeyService, updateKeySecret } from '../application-keys/index.ts';
import type { ApplicationService } from '../applications/index.ts';
import type { DeviceService } from '../devices/index.ts';
import type { UserService } from '../users/index.ts';

/** Where the server reports its own load; kept in the `installation` table. */
export interface SelfIdentity {
  readonly applicationId: string;
  readonly deviceId: string;
  readonly key: string;
}

const factName = 'self';

async function readSelf(db: Queryable): Promise<SelfIdentity | undefined> {
  return (await readFact(db, factName)) as SelfIdentity | undefined;
}

/** The secret of the server's own access key: derived, so that it never needs to be stored in clear. */
export function selfSecret(secrets: SecretBox): string {
  return secrets.derive('self-device');
}

/** Who this server is as a device; with `mayCreate` it is made where there is none, in the first administrator's sandbox. */
export async function ensureSelf(options: {
  database: Database;
  users: UserService;
  applications: ApplicationService;
  devices: DeviceService;
  keys: ApplicationKeyService;
  secrets: SecretBox;
  mayCreate: boolean;
}): Promise<SelfIdentity | undefined> {
  return inTransaction(options.database, async (tx) => {
    const known = await readSelf(tx);
    if (known || !options.mayCreate) return known;
    return createSelf(tx, { ...options, userId: await options.users.firstAdministrator(tx) });
  });
}

async function createSelf(
  tx: Queryable,
  options: {
    userId: string;
    applications: ApplicationService;
    devices: DeviceService;
    keys: ApplicationKeyService;
    secrets: SecretBox;
  },
): Promise<SelfIdentity> {
  const application = await options.applications.insert(
    tx,
    { ownerType: 'user', ownerId: options.userId },
    {
      name: 'Signalbox server',
      description: 'This server as a device: its own load, reported over its own MQTT port.',
    },
  );
  const reference = { applicationRowId: application.application_row_id, applicationId: application.id };
  const device = await options.devices.insert(tx, reference, {
    name: 'This server',
    description: 'Reports every five seconds while the server runs.',
    tags: [{ key: 'kind', value: 'server' }],
    attributes: [
      { name: 'cpuLoad', dataType: 'number', description: 'Share of one processor used by the server, in percent' },
      { name: 'memory', dataType: 'number', description: 'Resident memory in MiB' },
      { name: 'eventLoopDelay', dataType: 'number', description: '99th percentile of the event loop delay in ms' },
      { name: 'ingestRate', dataType: 'number', description: 'States stored per second' },
    ],
  });
  const key = await options.keys.insert(
    tx,
    reference,
    { description: 'Used by the server itself', deviceIds: [device.id] },
    selfSecret(options.secrets),
  );
  const self = { applicationId: application.id, deviceId: device.id, key: key.key };
  await insertFact(tx, factName, self);
  return self;
}

/** After a change of the secret key the derived secret is another one: the stored hash follows. */
export async function alignSelfSecret(database: Database, self: SelfIdentity, secrets: SecretBox): Promise<void> {
  await updateKeySecret(database.kysely, self.key, hashSecret(selfSecret(secrets)));
}
