// One of several servers on one PostgreSQL database, as a process of its own that a test can kill: run by node, with the
// settings in the environment. Prints where it is once it is ready; ends in good order on SIGTERM.
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { pino } from 'pino';
import { startApp } from '../../src/app.ts';
import { integrationsFeature } from '../../src/features/integrations/index.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { sharedFolder, sharedKey } from '../support/server-database.ts';

const app = await startApp({
  // Where no test has given it a Redis it has none that can be reached: what lasts does not rest on it.
  config: loadConfig({
    REDIS_URL: 'redis://127.0.0.1:1',
    SIGNALBOX_SECRET_KEY: sharedKey,
    SIGNALBOX_SHARED_DIR: sharedFolder(process.env.DATABASE_URL),
    ...process.env,
  }),
  logger: pino({ level: 'warn' }, pino.destination(2)),
  version: 'test',
  migrationsDir: fileURLToPath(new URL('../../migrations', import.meta.url)),
  onFailure: (error) => {
    throw error;
  },
});
// Stands for whoever is triggered by messages: it keeps each on the transaction that makes it durable.
await app.platform.database.script('create table if not exists test_received (topic text not null)');
app.api(integrationsFeature).messages.listen(async (tx, messages) => {
  // What becomes of the connection has none.
  const topics = messages.flatMap(({ data }) => (typeof data.topic === 'string' ? [data.topic] : []));
  await sql`insert into test_received select * from unnest(${topics}::text[])`.execute(tx);
});
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
console.log(JSON.stringify({ ready: true, http: app.httpUrl, mqtt: app.mqttUrl }));
