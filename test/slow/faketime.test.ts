// The started server, all of its threads and its database under another clock (Debian's faketime); test/integration/clock.test.ts
// moves only what the server itself asks for.
import { globSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { surviveClockPutBack } from '../support/clock-scenario.ts';
import { startServer, type TestServer } from '../support/start-server.ts';

let folder: string;
let clockFile: string;
let server: TestServer;
let movedMs = 0;

function moveClock(byMs: number): void {
  movedMs = byMs;
  writeFileSync(clockFile, `${byMs < 0 ? '-' : '+'}${Math.abs(byMs) / 1000}`);
}

beforeAll(async () => {
  const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
  if (library === undefined) throw new Error('needs the Debian package faketime');
  folder = await mkdtemp(join(tmpdir(), 'signalbox-clock-'));
  clockFile = join(folder, 'clock');
  moveClock(0);
  server = await startServer({
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: '1',
      // Time that passes is not what an operator, or a time server, puts back.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      SIGNALBOX_DEVICE_MESSAGE_LIMIT: '3/1s',
    },
  });
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('goes on as before when the clock of the machine is put back by a day, and warns of it', async () => {
  await surviveClockPutBack({ server, now: () => Date.now() + movedMs, moveClock });
  await expect.poll(() => server.log(), { timeout: 90_000 }).toContain('the clock of this machine was put');
}, 240_000);
