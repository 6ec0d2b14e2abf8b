// A first start from nothing, which makes the database, and a kill under load. `npm test` starts, stops and restarts the server
// on a prepared folder (test/acceptance/start-and-stop.test.ts).
import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { surviveKills } from '../../support/crash-scenario.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { startServer } from '../../support/start-server.ts';

const run = promisify(execFile);
let dataDir: string;

beforeEach(async () => {
  dataDir = await makeDataFolder();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('prints a login once, and three lines that work when pasted', async () => {
  // From nothing, as a user's first start is.
  await rm(dataDir, { recursive: true });
  const server = await startServer({ dataDir, env: { SIGNALBOX_ADMIN_PASSWORD: '', SIGNALBOX_SELF_DEVICE: 'on' } });
  const lines = server.log().split('\n');
  const pasted = lines.filter((line) => /^(TOKEN=|curl )/.test(line));
  expect(pasted).toHaveLength(3);
  const [logInLine, getLine, streamLine] = pasted;
  const { stdout } = await run('bash', ['-c', `${logInLine}\n${getLine}`]);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'Signalbox server', summary: { deviceCount: 1 } });
  const shell = spawn('bash', ['-c', `${logInLine}\n${streamLine}`], { detached: true });
  const report = await new Promise<string>((resolve) => {
    let text = '';
    shell.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const line = text.split('\n').find((candidate) => candidate.startsWith('data: '));
      if (line) resolve(line);
    });
  });
  process.kill(-(shell.pid ?? 0), 'SIGKILL');
  expect(JSON.parse(JSON.parse(report.slice(6)).message).data).toEqual({
    cpuLoad: expect.any(Number),
    memory: expect.any(Number),
    eventLoopDelay: expect.any(Number),
    ingestRate: expect.any(Number),
  });
  expect(await server.stop()).toBe(0);
  const again = await startServer({ dataDir });
  expect(again.log()).not.toMatch(/[Pp]assword +(the )?[0-9a-f]{24}/);
  expect(await again.stop()).toBe(0);
});

it('loses nothing that it acknowledged when killed in the middle, and counts what it holds', async () => {
  await surviveKills({ dataDir, devices: 20, rounds: 1, reportsPerRound: 200 });
  expect.hasAssertions();
});
