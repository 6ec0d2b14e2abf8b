import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AlexaVerifier, publicRoots } from './alexa.ts';
import { checkChain, readCertificates } from './certificate-chain.ts';
import { extensions, signAlexa, TestAuthority, type TestCertificate } from './test-bed.ts';

const dayMs = 86_400_000;
let authority: TestAuthority;
let root: TestCertificate;
let middle: TestCertificate;
let leaf: TestCertificate;
/** What stands at each URL; fetching another fails. */
let published: Map<string, string>;
let fetched: string[];
let now: number;
let verifier: AlexaVerifier;

const address = 'https://s3.amazonaws.com/echo.api/cert.pem';
const bodyAt = (time: number) =>
  JSON.stringify({ version: '1.0', request: { timestamp: new Date(time).toISOString() } });

beforeAll(async () => {
  authority = await TestAuthority.make();
  root = await authority.issue(extensions.authority);
  middle = await authority.issue(extensions.authority, root);
  leaf = await authority.issue(extensions.alexa, middle);
});
afterAll(() => authority.remove());
beforeEach(() => {
  now = Date.now() + 60_000;
  published = new Map([[address, leaf.pem + middle.pem]]);
  fetched = [];
  verifier = new AlexaVerifier({
    async fetchText({ href }) {
      fetched.push(href);
      const text = published.get(href);
      if (text === undefined) throw new Error('404');
      return text;
    },
    roots: () => [new X509Certificate(root.pem)],
    now: () => now,
  });
});

function verify(body = bodyAt(now), headers: Record<string, unknown> = signAlexa(body, leaf)): Promise<void> {
  return verifier.verify({ headers, body: Buffer.from(body), parsed: JSON.parse(body) });
}

it('takes what is signed in either way, and fetches the certificate once', async () => {
  const body = bodyAt(now);
  const { signature, 'signature-256': sha256, ...url } = signAlexa(body, leaf);
  await verify(body, { ...url, signature });
  await verify(body, { ...url, 'signature-256': sha256 });
  await verify();
  expect(fetched).toEqual([address]);
});

it('refuses a body that was changed, and a signature of somebody else', async () => {
  const body = bodyAt(now);
  await expect(verify(`${body} `, signAlexa(body, leaf))).rejects.toThrow('The signature does not belong to the body');
  await expect(verify(body, signAlexa(body, middle))).rejects.toThrow('The signature does not belong to the body');
  const { signature: _, 'signature-256': __, ...without } = signAlexa(body, leaf);
  await expect(verify(body, without)).rejects.toThrow('The Signature header is missing');
  await expect(verify(body, { ...without, signature: '%%%' })).rejects.toThrow('does not belong');
});

it('refuses requests that are older than 150 seconds, or of a time to come, without fetching anything', async () => {
  await verify(bodyAt(now - 149_000));
  fetched = [];
  for (const time of [now - 151_000, now + 151_000]) await expect(verify(bodyAt(time))).rejects.toThrow('150 seconds');
  for (const body of [
    '{}',
    'null',
    '[]',
    '{"request":null}',
    '{"request":{"timestamp":"soon"}}',
    '{"request":{"timestamp":1}}',
  ]) {
    await expect(verify(body)).rejects.toThrow('request.timestamp');
  }
  expect(fetched).toEqual([]);
});

// The first five are the examples of Amazon's documentation of what is right, the others of what is wrong.
it.each<[string, boolean]>([
  ['https://s3.amazonaws.com/echo.api/cert.pem', true],
  ['https://s3.amazonaws.com:443/echo.api/cert.pem', true],
  ['https://s3.amazonaws.com/echo.api/../echo.api/cert.pem', true],
  ['HTTPS://S3.AmazonAWS.com/echo.api/cert.pem', true],
  ['https://s3.amazonaws.com/echo.api/cert.pem?x=1#y', true],
  ['http://s3.amazonaws.com/echo.api/cert.pem', false],
  ['https://notamazon.com/echo.api/cert.pem', false],
  ['https://s3.amazonaws.com/EcHo.aPi/cert.pem', false],
  ['https://s3.amazonaws.com/invalid.path/cert.pem', false],
  ['https://s3.amazonaws.com:563/echo.api/cert.pem', false],
  ['https://s3.amazonaws.com/echo.api/%2e%2e/evil/cert.pem', false],
  ['https://s3.amazonaws.com@evil.example/echo.api/cert.pem', false],
  ['https://user:secret@s3.amazonaws.com/echo.api/cert.pem', false],
  ['https://s3.amazonaws.com.evil.example/echo.api/cert.pem', false],
  ['cert.pem', false],
  ['', false],
])('judges %j', async (url, isRight) => {
  const body = bodyAt(now);
  const verified = verify(body, signAlexa(body, leaf, url));
  if (isRight) await verified;
  else await expect(verified).rejects.toThrow('SignatureCertChainUrl must be');
  expect(fetched).toEqual(isRight ? [address] : []);
});

it.each<[string, () => Promise<string>, string]>([
  [
    'of another name',
    async () => (await authority.issue('subjectAltName=DNS:evil.example', middle)).pem + middle.pem,
    'not for echo-api.amazon.com',
  ],
  [
    'of a wildcard',
    async () => (await authority.issue('subjectAltName=DNS:*.amazon.com', middle)).pem + middle.pem,
    'not for echo-api.amazon.com',
  ],
  ['without the one between', async () => leaf.pem, 'not issued by a trusted authority'],
  [
    'of another authority',
    async () => {
      const other = await authority.issue(extensions.authority);
      return (await authority.issue(extensions.alexa, other)).pem + other.pem;
    },
    'not issued by a trusted authority',
  ],
  [
    'signed with one that is no authority',
    async () => {
      const noAuthority = await authority.issue(extensions.alexa, middle);
      return (await authority.issue(extensions.alexa, noAuthority)).pem + noAuthority.pem + middle.pem;
    },
    'not issued by a trusted authority',
  ],
  ['that is none', async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'cannot be read'],
  ['of nothing', async () => '<html></html>', 'holds no certificate'],
  ['of too many', async () => leaf.pem.repeat(11), 'more than 10 certificates'],
])('refuses a certificate %s', async (_name, make, message) => {
  published.set(address, await make());
  await expect(verify()).rejects.toThrow(message);
});

it('takes a certificate neither before its time nor after it, though it be kept', async () => {
  await verify();
  now += 3 * dayMs;
  await expect(verify()).rejects.toThrow('a certificate has expired');
  now -= 30 * dayMs;
  published.set(`${address}2`, leaf.pem + middle.pem);
  const body = bodyAt(now);
  await expect(verify(body, signAlexa(body, leaf, `${address}2`))).rejects.toThrow('a certificate is not valid yet');
});

it('does not fetch again at once what could not be fetched, and keeps no more than twenty', async () => {
  const body = bodyAt(now);
  const nowhere = signAlexa(body, leaf, 'https://s3.amazonaws.com/echo.api/nowhere.pem');
  for (let attempt = 0; attempt < 3; attempt += 1) await expect(verify(body, nowhere)).rejects.toThrow('404');
  expect(fetched).toHaveLength(1);
  for (let index = 0; index < 20; index += 1) {
    await expect(verify(body, signAlexa(body, leaf, `https://s3.amazonaws.com/echo.api/${index}`))).rejects.toThrow(
      '404',
    );
  }
  await expect(verify(body, nowhere)).rejects.toThrow('404');
  expect(fetched).toHaveLength(22);
});

it('asks once for requests that come together', async () => {
  await Promise.all([verify(), verify(), verify()]);
  expect(fetched).toEqual([address]);
});

/** Requests that Amazon sent and signed in 2017, and certificates that it signed with: test/fixtures/alexa/README.md. */
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../../../test/fixtures/alexa/${name}`, import.meta.url), 'utf8');

it('takes requests that Amazon has signed, at their time, and none of which a byte is another', async () => {
  const anchor = new X509Certificate(await fixture('verisign-g5.pem'));
  const chain = await fixture('echo-api-cert-4.pem');
  const amazon = new AlexaVerifier({ fetchText: async () => chain, roots: () => [anchor], now: () => now });
  const requests: { signature: string; body: string }[] = JSON.parse(await fixture('requests.json'));
  expect(requests).toHaveLength(2);
  for (const { signature, body } of requests) {
    now = Date.parse(JSON.parse(body).request.timestamp) + 100_000;
    const headers = { signaturecertchainurl: 'https://s3.amazonaws.com/echo.api/echo-api-cert-4.pem', signature };
    const send = (text: string) => amazon.verify({ headers, body: Buffer.from(text), parsed: JSON.parse(text) });
    await send(body);
    await expect(send(body.replace('"new":true', '"new":false'))).rejects.toThrow('does not belong to the body');
    now += 3600_000;
    await expect(send(body)).rejects.toThrow('150 seconds');
  }
});

it('finds the public authority behind a certificate of Amazon, while all of the chain is valid', async () => {
  const chain = readCertificates(await fixture('echo-api-cert-12.pem'));
  const at = (time: string) => ({ host: 'echo-api.amazon.com', roots: publicRoots(), now: Date.parse(time) });
  expect(new Date(checkChain(chain, at('2023-06-01T00:00:00Z'))).toISOString()).toBe('2023-12-23T23:59:59.000Z');
  expect(() => checkChain(chain, at('2024-01-01T00:00:00Z'))).toThrow('expired');
  expect(() => checkChain(chain, { ...at('2023-06-01T00:00:00Z'), host: 'amazon.com' })).toThrow('not for amazon.com');
});

it('trusts the public authorities otherwise', () => {
  expect(publicRoots().length).toBeGreaterThan(50);
  expect(publicRoots().some(({ subject }) => subject.includes('Amazon Root CA 1'))).toBe(true);
});
