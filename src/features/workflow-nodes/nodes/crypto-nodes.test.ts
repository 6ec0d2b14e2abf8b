import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateReadNode } from './certificate-read.ts';
import { cryptoSignNode, cryptoVerifyNode } from './crypto-sign.ts';
import { runNode } from './test-bed.ts';

/** A pair of keys in PEM. */
function toPem({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) {
  return {
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}
const rsa = toPem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ec = toPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const ed = toPem(generateKeyPairSync('ed25519'));

async function signText(key: string, more: object = {}): Promise<string> {
  const config = { keyTemplate: '{{k}}', dataTemplate: '{{text}}', destinationPath: 'signature', ...more };
  return String((await runNode(cryptoSignNode, config, { k: key, text: 'a <b>' })).payload.signature);
}
async function verifies(key: string, signature: string, more: object = {}): Promise<number> {
  const config = { keyTemplate: '{{k}}', dataTemplate: '{{text}}', signatureTemplate: '{{s}}', ...more };
  return (await runNode(cryptoVerifyNode, config, { k: key, text: 'a <b>', s: signature })).output;
}

test.each([
  ['RSA', rsa, {}],
  ['RSA with another hash', rsa, { algorithmTemplate: 'RSA-SHA512', signatureEncodingTemplate: 'hex' }],
  ['RSA-PSS', rsa, { paddingTemplate: 'RSA_PKCS1_PSS_PADDING' }],
  ['EC', ec, { algorithmTemplate: 'sha-384' }],
  ['Ed25519', ed, {}],
])('what is signed with %s verifies, and nothing else', async (_, { privateKey, publicKey }, settings) => {
  const signature = await signText(privateKey, settings);
  expect(await verifies(publicKey, signature, settings)).toBe(1);
  expect(await verifies(publicKey, signature, { ...settings, dataTemplate: 'other' })).toBe(0);
  expect(await verifies(publicKey, 'AAAA', settings)).toBe(0);
});

test('signs as others do', async () => {
  expect(await signText(rsa.privateKey)).toBe(sign('sha256', Buffer.from('a <b>'), rsa.privateKey).toString('base64'));
});

test('a padding of its own is part of what is verified', async () => {
  const signature = await signText(rsa.privateKey, { paddingTemplate: 'RSA_PKCS1_PSS_PADDING' });
  expect(await verifies(rsa.publicKey, signature)).toBe(0);
});

test.each([
  [{ keyTemplate: 'no key' }, 'ValidationError'],
  [{ keyTemplate: '' }, 'TemplateError'],
  [{ algorithmTemplate: 'md5' }, 'ValidationError'],
  [{ paddingTemplate: 'constructor' }, 'ValidationError'],
  [{ signatureEncodingTemplate: 'utf7' }, 'ValidationError'],
])('%j is refused', async (more, name) => {
  await expect(signText(rsa.privateKey, more)).rejects.toMatchObject({ name });
});

// Made with openssl req -x509 -newkey ed25519 -days 36500 -subj "/CN=device 1/O=Plant/O=Ltd" -addext "subjectAltName=DNS:a.test,IP:10.0.0.1"
const certificate = `-----BEGIN CERTIFICATE-----
MIIBkjCCAUSgAwIBAgIUZppCudx70N7vHLmBO9aBn7I4v0wwBQYDK2VwMDExETAP
BgNVBAMMCGRldmljZSAxMQ4wDAYDVQQKDAVQbGFudDEMMAoGA1UECgwDTHRkMCAX
DTI2MTEyOTEzMzAxMVoYDzIxMjYxMTA1MTMzMDExWjAxMREwDwYDVQQDDAhkZXZp
Y2UgMTEOMAwGA1UECgwFUGxhbnQxDDAKBgNVBAoMA0x0ZDAqMAUGAytlcAMhAMfc
xCkCOKBkL7KAJkddPmH05319HRayCb3n5QrlJV2xo2wwajAdBgNVHQ4EFgQUZ70o
CUvfwmcK5krIr1SmmaRafd0wHwYDVR0jBBgwFoAUZ70oCUvfwmcK5krIr1SmmaRa
fd0wDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggZhLnRlc3SHBAoAAAEwBQYD
K2VwA0EAhkOTrh+68snVrnfNATMZKO+NYys1aS00crdJe9fXPmma5AsX0NCu9OL2
TkT7Hrbpg3UfKdwIPicyB9Yqm8hKBA==
-----END CERTIFICATE-----
`;

test('reads what a certificate says', async () => {
  const config = { crtTemplate: '{{globals.crt}}', resultPath: 'read' };
  const { payload } = await runNode(certificateReadNode, config, { globals: { crt: certificate } });
  expect(payload.read).toMatchObject({
    subject: { CN: 'device 1', O: ['Plant', 'Ltd'] },
    issuer: { CN: 'device 1' },
    subjectAlternativeNames: ['DNS:a.test', 'IP Address:10.0.0.1'],
    serialNumber: expect.stringMatching(/^[0-9A-F]+$/),
    validFrom: expect.any(Date),
    isCertificateAuthority: true,
    publicKeyType: 'ed25519',
    publicKey: expect.stringContaining('BEGIN PUBLIC KEY'),
  });
  const { validFrom, validTo } = payload.read as { validFrom: Date; validTo: Date };
  expect(validTo.getTime() - validFrom.getTime()).toBe(36_500 * 86_400_000);
  await expect(runNode(certificateReadNode, { crtTemplate: 'none', resultPath: 'read' })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});
