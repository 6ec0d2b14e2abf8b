// One of several servers on one PostgreSQL database, as a process of its own that a test can kill: run by node, with the
// settings in the environment. Prints where it is once it is ready; ends in good order on SIGTERM.
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { startApp } from '../../src/app.ts';
import { loadConfig } from '../../src/platform/config.ts';

const app = await startApp({
  config: loadConfig(),
  logger: pino({ level: 'warn' }, pino.destination(2)),
  version: 'test',
  migrationsDir: fileURLToPath(new URL('../../migrations', import.meta.url)),
  sharedDatabase: true,
  onFailure: (error) => {
    throw error;
  },
});
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
console.log(JSON.stringify({ ready: true, http: app.httpUrl, mqtt: app.mqttUrl }));
