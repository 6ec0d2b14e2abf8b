import { statSync } from 'node:fs';
import { pino } from 'pino';
import { createComposition } from './app.ts';
import { usersFeature } from './features/users/index.ts';
import { loadConfig } from './platform/config.ts';
import { folderOfDatabase, hasEmbeddedDatabase } from './platform/database/embedded-folder.ts';
import { openDatabase } from './platform/database/open.ts';
import { openSecretBox } from './platform/secrets/open-secret-box.ts';
import { readSecretKey } from './platform/secrets/secret-key.ts';
import { root } from './root.ts';

/**
 * Gives a user a new password, right in the database that the settings name: for an operator who is locked out. The server
 * must not be running.
 *
 * @param email left out: the first administrator
 * @throws ConfigError, or AppError with a message for the operator (NotFound: there is no such user)
 */
export async function resetPassword(email: string | undefined): Promise<{ email: string; password: string }> {
  const config = loadConfig();
  if (config.databaseUrl === undefined && !hasEmbeddedDatabase(config.dataDir)) {
    throw new Error(
      `There is no database in ${config.dataDir}: set SIGNALBOX_DATA_DIR or DATABASE_URL as for the server`,
    );
  }
  if (config.databaseUrl === undefined) refuseOtherOwner(config.dataDir);
  const logger = pino({ level: 'silent' });
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    migrationsDir: `${root}/migrations`,
    onFailure: (error) => {
      throw error;
    },
    logger,
  });
  try {
    const secrets = await openSecretBox({
      database,
      key: await readSecretKey(config),
      previousKeys: config.previousSecretKeys,
      acceptLoss: config.lostSecretKey === true,
      readSealed: [],
      onReplaced: () => undefined,
    });
    const composition = createComposition({ config, logger, version: '', database, secrets, tls: undefined });
    return await composition.api(usersFeature).users.resetPassword(email);
  } finally {
    await database.close();
  }
}

/** The engine makes files as whoever runs it, and the server could not open those of another user, such as root. */
function refuseOtherOwner(dataDir: string): void {
  const { uid } = statSync(folderOfDatabase(dataDir));
  if (process.getuid === undefined || process.getuid() === uid) return;
  throw new Error(`${dataDir} belongs to another user: run this as the user of the server (sudo -u '#${uid}' ...)`);
}
