import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { runCommand } from '../support/run-command.ts';
import { type SharedServer, sharedServer } from '../support/shared-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
let server: SharedServer;

beforeAll(async () => {
  server = await sharedServer();
});

it('lists its commands, and each has a help that names the options it takes', async () => {
  const { code, stdout } = await runCommand(['--help']);
  expect(code).toBe(0);
  const names = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}[A-Z]/gm)].map(([, name]) => String(name));
  expect(names).toContain('health');
  for (const name of names) {
    const help = await runCommand([name, '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`Usage: signalbox ${name} `) });
    expect(help.stdout).toContain('--help');
    expect(readFileSync(`${root}/docs/cli.md`, 'utf8')).toContain(`\`${name}\``);
  }
});

it('says which version it is', async () => {
  expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it.each([
  [['fly'], "there is no command 'fly'"],
  [['--fly'], "there is no option '--fly'"],
  [['toString'], "there is no command 'toString'"],
  [['health', '--fly'], "Unknown option '--fly'"],
  [['health', 'now'], "Unexpected argument 'now'"],
  [['health', '--url', 'ftp://x'], "--url must be an http:// or https:// URL, not 'ftp://x'"],
  [['health', '--url'], "Option '--url <value>' argument missing"],
])('refuses the wrong call %j with exit code 2 and a pointer to the help', async (parameters, message) => {
  const { code, stdout, stderr } = await runCommand(parameters);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/; see signalbox (\w+ )?--help\n$/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('says with its exit code whether a server can serve', async () => {
  expect(await runCommand(['health', '--url', server.http])).toMatchObject({ code: 0, stderr: '' });
  const env = { SIGNALBOX_URL: 'http://127.0.0.1:65534' };
  const failed = await runCommand(['health'], { env });
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toMatch(/^signalbox health: GET http:\/\/127\.0\.0\.1:65534\/health was not answered: .+\n$/);
});

it('starts from its bin file whatever Node runs that, and passes the exit code on', async () => {
  const bin = `${root}/bin/signalbox.cjs`;
  const { stdout } = await promisify(execFile)(process.execPath, [bin, '--version']);
  expect(stdout).toBe(`${version}\n`);
  const failure = await promisify(execFile)(process.execPath, [bin, 'fly']).catch((error: { code: number }) => error);
  expect(failure).toMatchObject({ code: 2 });
});
