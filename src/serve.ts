import { pino } from 'pino';
import { startApp } from './app.ts';
import { loadConfig, unknownSettings } from './platform/config.ts';
import { readVersion, root } from './root.ts';
import { welcomeText } from './welcome.ts';

/** Longer than any orderly stop takes once clients have been moved off; the contract promises 10 s. */
const stopLimitMs = 9_500;

/** Runs the server until it is told to stop. @throws ConfigError or Error with a message for the operator */
export async function serve(options: { onReady: () => void }): Promise<void> {
  const config = loadConfig();
  // Logs go to stderr: stdout carries the ready line, which programs read.
  const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  for (const name of unknownSettings()) logger.warn(`${name} is not a setting of Signalbox; is it misspelt?`);

  const app = await startApp({
    config,
    logger,
    version: readVersion(),
    migrationsDir: `${root}/migrations`,
    consoleDir: `${root}/dist/console`,
    guideDir: `${root}/dist/guide`,
    onFailure: (error) => {
      logger.fatal({ err: error }, 'the server cannot go on');
      process.exit(1);
    },
  });

  let stopping = false;
  let limit: NodeJS.Timeout | undefined;
  const endAfter = (ms: number): void => {
    clearTimeout(limit);
    limit = setTimeout(() => {
      logger.error('stopping took too long');
      process.exit(1);
    }, ms).unref();
  };
  const stop = (signal: string): void => {
    // The second time somebody is in a hurry: nobody is moved to other servers any longer.
    if (stopping && config.drainTime > 0) {
      endAfter(stopLimitMs);
      void app.stop();
    }
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    endAfter(config.drainTime * 1000 + stopLimitMs);
    void app.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  options.onReady();
  const welcome = welcomeText(app, config);
  if (process.stdout.isTTY) process.stdout.write(welcome);
  else {
    process.stderr.write(welcome);
    process.stdout.write(`${JSON.stringify({ ready: true, http: app.httpUrl, mqtt: app.mqttUrl })}\n`);
  }
}
