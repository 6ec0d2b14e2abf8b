import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyPreparedData } from './prepared-data.ts';
import { startServer, type TestServer } from './start-server.ts';

/** Tells the tests where the folders of the shared servers are; test/shared-servers.ts sets it and removes them. */
export const sharedServersVariable = 'SIGNALBOX_TEST_SHARED_SERVERS';

/** In such a folder: the id of the server's process. */
export const pidFile = 'test-server.pid';

/** What a test may do with a server that is not its own: neither stop it nor touch its files. */
export type SharedServer = Pick<TestServer, 'http' | 'mqtt' | 'mqttPort' | 'log'>;

/** What all of them offer as templates of applications. */
const templates = fileURLToPath(new URL('../fixtures/bundles', import.meta.url));

/** Of a bundle, in MiB: little, so that a test need not send much to exceed it. */
const maxImportMib = '4';

// In the slow suite Vitest loads the test's own modules anew for each file of a worker; what is kept here outlives that.
const kept = globalThis as { signalboxSharedServer?: Promise<TestServer> };

/**
 * The server that the test files of this worker share, one after the other: for tests that need a server with the usual
 * settings and leave it as others may find it. Starting one takes longer than most files' tests do. Such a test makes
 * users, organizations and applications of its own, with addresses that no other file uses, and looks at nothing that is of
 * the whole server; one that must (settings, restarts, what an administrator sees of everybody) calls `startServer`.
 * `log()` returns what was written since the file asked for the server.
 */
export async function sharedServer(): Promise<SharedServer> {
  kept.signalboxSharedServer ??= start();
  const { http, mqtt, mqttPort, log } = await kept.signalboxSharedServer;
  const before = log().length;
  return { http, mqtt, mqttPort, log: () => log().slice(before) };
}

async function start(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(process.env[sharedServersVariable] ?? '', 'server-'));
  copyPreparedData(dataDir, 'migrated');
  const env = { SIGNALBOX_TEMPLATES_DIR: templates, SIGNALBOX_MAX_IMPORT_SIZE: maxImportMib };
  const server = await startServer({ dataDir, env });
  await writeFile(join(dataDir, pidFile), String(server.pid));
  return server;
}
