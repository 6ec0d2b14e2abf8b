import { pino } from 'pino';
import { createComposition, registerRoutes } from './app.ts';
import { loadConfig } from './platform/config.ts';
import type { Database } from './platform/database/database.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { SecretBox } from './platform/secrets/secret-box.ts';
import { readVersion } from './root.ts';

/**
 * The OpenAPI document of all routes, without starting anything: constructors do no work, so no database is needed.
 *
 * @throws Error when a schema of a route is one that cannot be compiled
 */
export async function describeApi(): Promise<object> {
  const version = readVersion();
  const logger = pino({ level: 'silent' });
  const composition = createComposition({
    config: loadConfig({}),
    logger,
    database: { kind: 'embedded', isExclusive: true, batchConcurrency: 1 } as Database,
    secrets: new SecretBox({ secretKey: 'only to describe the routes' }),
    tls: undefined,
    version,
  });
  const server = await createHttpServer({ logger, compilesAhead: true });
  await registerRoutes(server, composition, { version });
  await server.ready();
  return server.swagger();
}
