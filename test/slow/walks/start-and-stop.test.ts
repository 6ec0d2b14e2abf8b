// A first start from nothing, which makes the database, a password that is shown and reset over four starts, and a kill under load.
// `npm test` starts, stops and restarts the server
// on a prepared folder (test/acceptance/start-and-stop.test.ts).
import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../support/api.ts';
import { surviveKills } from '../../support/crash-scenario.ts';
import { makeDataFolder } from '../../support/prepared-data.ts';
import { runCommand } from '../../support/run-command.ts';
import { adminEmail, startServer, type TestServer } from '../../support/start-server.ts';

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

it('shows its password until it is used, shares its folder with nobody, and lets who is locked out in again', async () => {
  const start = () => startServer({ dataDir, env: { SIGNALBOX_ADMIN_PASSWORD: '' } });
  const resetPassword = (...parameters: string[]) =>
    runCommand(['reset-password', ...parameters], { env: { SIGNALBOX_DATA_DIR: dataDir } });
  const passwordOf = (server: TestServer): string | undefined => /Password +([0-9a-f]{24}) /.exec(server.log())?.[1];
  const first = await start();
  const made = passwordOf(first) ?? '';
  expect(made).not.toBe('');
  // While it runs the folder is its own.
  expect(await resetPassword()).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^signalbox reset-password: .*in use/),
  });
  await expect(startServer({ dataDir })).rejects.toThrow(/Signalbox could not start: .*in use/s);
  expect(await first.stop()).toBe(0);

  const second = await start();
  expect(passwordOf(second)).toBe(made);
  // The line to paste logs in with it.
  const line = second
    .log()
    .split('\n')
    .find((candidate) => candidate.startsWith('TOKEN='));
  const token = (await run('bash', ['-c', `${line}\necho $TOKEN`])).stdout.trim();
  expect(token).toMatch(/^sb_/);
  const me = (server: TestServer) => fetch(`${server.http}/me`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await me(second)).status).toBe(200);
  await second.stop();

  const unknown = await resetPassword('nobody@example.com');
  expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: 'signalbox reset-password: User was not found\n' });
  const { code, stdout } = await resetPassword();
  const [, email, password = ''] = /^The password of (.*) is ([0-9a-f]{24})\n$/.exec(stdout) ?? [];
  expect({ code, email }).toEqual({ code: 0, email: adminEmail });

  const third = await start();
  expect(passwordOf(third)).toBeUndefined();
  expect(third.log()).not.toContain(made);
  const credentials = { email: adminEmail, password };
  expect(await connect(third).auth.authenticateUser({ credentials })).toMatchObject({ token: expect.any(String) });
  // Whoever had a login has none any more.
  expect((await me(third)).status).toBe(401);
  await third.stop();
});

it('loses nothing that it acknowledged when killed in the middle, and counts what it holds', async () => {
  await surviveKills({ dataDir, devices: 20, rounds: 1, reportsPerRound: 200 });
  expect.hasAssertions();
});
