import type { Config } from './config.ts';
import type { ApplicationKeyService } from './features/application-keys/index.ts';
import type { ApplicationService } from './features/applications/index.ts';
import type { DeviceService } from './features/devices/index.ts';
import { alignSelfSecret, createSelf, readSelf, type SelfIdentity } from './features/self-monitoring/index.ts';
import type { UserService } from './features/users/index.ts';
import type { Database } from './platform/database/database.ts';
import type { SecretBox } from './platform/secrets/secret-box.ts';

export interface FirstStart {
  /** Present when this start has made the administrator. */
  readonly administrator?: { readonly email: string; readonly generatedPassword: string | undefined };
  readonly self?: SelfIdentity;
}

/** Makes what an empty database needs, all or nothing: the administrator, and the server's own application and device. */
export async function ensureFirstStart(options: {
  config: Config;
  database: Database;
  users: UserService;
  applications: ApplicationService;
  devices: DeviceService;
  keys: ApplicationKeyService;
  secrets: SecretBox;
  /**
   * Told of a new administrator just before it is made for good: a start that fails or is killed later must not leave one
   * behind whose password nobody has seen.
   */
  onAdministrator: (administrator: NonNullable<FirstStart['administrator']>) => void;
}): Promise<FirstStart> {
  const { config, database, users } = options;
  const result = await database.kysely.transaction().execute(async (tx): Promise<FirstStart> => {
    const administrator = await users.ensureAdministrator(tx, {
      email: config.adminEmail,
      password: config.adminPassword,
    });
    const known = await readSelf(tx);
    const self =
      known ??
      (config.selfDevice
        ? await createSelf(tx, { ...options, userId: await users.firstAdministrator(tx) })
        : undefined);
    if (administrator) options.onAdministrator(administrator);
    return { ...(administrator ? { administrator } : {}), ...(self ? { self } : {}) };
  });
  if (result.self) await alignSelfSecret(database, result.self, options.secrets);
  return result;
}
