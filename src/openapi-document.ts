import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { loadConfig } from './config.ts';
import { createParts } from './parts.ts';
import type { Database } from './platform/database/database.ts';
import { createHttpServer } from './platform/http/http-server.ts';
import { SecretBox } from './platform/secrets/secret-box.ts';
import { registerRoutes } from './routes.ts';

/** The OpenAPI document of all routes, without starting anything: constructors do no work, so no database is needed. */
export async function describeApi(): Promise<object> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const logger = pino({ level: 'silent' });
  const parts = createParts({
    config: loadConfig({}),
    logger,
    database: { kind: 'embedded', batchConcurrency: 1 } as Database,
    secrets: new SecretBox({ secretKey: 'only to describe the routes' }),
    elapsed: () => 0,
    now: Date.now,
    version,
  });
  const server = await createHttpServer({ logger });
  await registerRoutes(server, parts, { version, publicUrl: undefined, host: '127.0.0.1' });
  await server.ready();
  return server.swagger();
}
