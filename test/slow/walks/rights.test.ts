// Every change that can take a right away, each with a world in which every right is held: the whole product takes a minute of
// a processor. `npm test` has two changes (test/acceptance/rights.test.ts).
import { afterAll, beforeAll, it } from 'vitest';
import { type Client, logIn } from '../../support/api.ts';
import { CertificateMaker } from '../../support/certificates.ts';
import {
  changes,
  expectChangeEnds,
  expectEnds,
  ofDeviceToken,
  ofMember,
  programs,
} from '../../support/rights-changes.ts';
import { type Certifier, holdAll, makeCertifier, makeWorld, rightsEnv } from '../../support/rights-world.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';

let server: TestServer;
let root: Client;
let rootToken: string;
let certifier: Certifier;
beforeAll(async () => {
  const maker = await CertificateMaker.start();
  const { cert, certPath, keyPath } = await maker.server();
  certifier = await makeCertifier(maker, cert);
  server = await startServer({ env: { SIGNALBOX_TLS_CERT: certPath, SIGNALBOX_TLS_KEY: keyPath, ...rightsEnv } });
  ({ client: root, token: rootToken } = await logIn(server));
});
afterAll(async () => {
  await server.stop();
  await certifier.maker.end();
});

it.concurrent.for(Object.entries(changes))('%s', { timeout: 120_000 }, async ([, change]) => {
  await expectChangeEnds(server, change, { root, rootToken, certifier });
});

/** By a lifetime that is long enough for everything to be taken before its end, which depends on the machine. */
it.concurrent('every token expires', { timeout: 180_000 }, async ({ expect: check }) => {
  for (let tokenSeconds = 15; ; tokenSeconds *= 2) {
    const world = await makeWorld(server, { root, rootToken, certifier, tokenSeconds });
    const bearers = [
      world.member.token,
      world.tokens.device,
      ...[world.tokens.user, world.tokens.organization, world.tokens.application].map(({ token }) => token),
    ];
    const expiry = Date.now() + tokenSeconds * 1000;
    const held = await holdAll(world).catch(() => undefined);
    if (!held || Date.now() > expiry - 2_000) continue;
    const isOpen = async (token: string): Promise<boolean> =>
      (await call(server, 'GET', `/applications/${world.applicationId}`, { token })).status !== 401;
    await check
      .poll(async () => (await Promise.all(bearers.map(isOpen))).includes(true), { timeout: 120_000 })
      .toBe(false);
    await expectEnds(held, [...ofMember, ...programs, ...ofDeviceToken]);
    return;
  }
});
