// What CertificateCreate issues, judged by OpenSSL and by the certificates that devices log in with.
import { execFile } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NodeContext } from '../context.ts';
import { certificateCreateNode } from './certificate-create.ts';
import { certificateReadNode } from './certificate-read.ts';
import { runNode } from './test-bed.ts';

const openssl = (...parameters: string[]) => promisify(execFile)('openssl', parameters);

let folder: string;
let csr: string;
const authorities: Record<string, { certificate: string; privateKey: string; path: string }> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-issue-'));
  const kinds = { ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'], rsa: ['rsa:2048'], ed: ['ed25519'] };
  await Promise.all(
    Object.entries(kinds).map(async ([kind, newKey]) => {
      const [path, key] = [join(folder, `${kind}.crt`), join(folder, `${kind}.key`)];
      const subject = ['-x509', '-nodes', '-days', '2', '-subj', `/O=Plant & Söhne/CN=${kind}`, '-utf8'];
      const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
      await openssl('req', '-newkey', ...newKey, ...subject, ...usage, '-keyout', key, '-out', path);
      authorities[kind] = { certificate: await readFile(path, 'utf8'), privateKey: await readFile(key, 'utf8'), path };
    }),
  );
  const request = join(folder, 'device.csr');
  const names = 'subjectAltName=DNS:pump.example.com,IP:10.0.0.1';
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${request}.key`];
  await openssl('req', ...key, '-subj', '/C=DE/O=Plant/CN=pump', '-addext', names, '-out', request);
  csr = await readFile(request, 'utf8');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const services = {
  credentials: {
    useFields: async ({ name }: { name: string }) => {
      const { certificate = '', privateKey = '' } = authorities[name] ?? {};
      return name in authorities
        ? { fields: { certificate, privateKey } }
        : { failure: `There is no credential "${name}".` };
    },
  },
} as unknown as NodeContext['services'];

interface Issued {
  certificate: string;
  publicKey: string;
  info: Record<string, string>;
  error?: { type: string; message: string };
}

async function issue(config: object = {}, authority = 'ec'): Promise<Issued> {
  const all = { credentialNameTemplate: authority, csrTemplate: csr, resultPath: 'issued', ...config };
  const { payload } = await runNode(certificateCreateNode, all, { data: { csr } }, { services, now: () => Date.now() });
  return payload.issued as Issued;
}

test.each(['ec', 'rsa', 'ed'])(
  'a certificate by an authority with a key of the kind %s is taken by OpenSSL',
  async (kind) => {
    const { certificate, publicKey, info } = await issue({ extendedKeyUsages: ['clientAuth'] }, kind);
    const path = join(folder, `${kind}-issued.crt`);
    await writeFile(path, certificate);
    const strict = ['-x509_strict', '-purpose', 'sslclient'];
    const verified = await openssl('verify', ...strict, '-CAfile', authorities[kind]?.path ?? '', path);
    expect(verified.stdout).toContain('OK');
    const parsed = new X509Certificate(certificate);
    expect(parsed.ca).toBe(false);
    expect(parsed.subjectAltName).toBe('DNS:pump.example.com, IP Address:10.0.0.1');
    expect(parsed.publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicKey);
    expect(info).toEqual({
      serial: expect.stringMatching(/^[0-9a-f]{32}$/),
      country: 'DE',
      organization: 'Plant',
      commonName: 'pump',
      notValidBefore: expect.stringMatching(/Z$/),
      notValidAfter: expect.stringMatching(/Z$/),
      issuerName: expect.stringContaining(`CN=${kind}`),
      fingerprint: parsed.fingerprint256,
    });
    expect(Date.parse(info.notValidAfter ?? '') - Date.parse(info.notValidBefore ?? '')).toBe(365 * 86_400_000);
  },
);

test('what is said overrides the request: subject, names, serial number, times, usages, hash', async () => {
  const { certificate, info } = await issue({
    csrTemplateType: 'payloadPath',
    csrTemplate: 'data.csr',
    commonNameTemplate: 'Pumpe Süd',
    countryTemplate: 'fr',
    emailTemplate: 'a@example.com',
    serialNumberTemplate: 'ff01',
    notBeforeTemplate: '2060-01-02T03:04:05.678Z',
    expiresInDaysTemplate: '10',
    subjectAltNames: [
      { type: 'dns', valueTemplate: '*.example.com' },
      { type: 'ip', valueTemplate: '2001:db8::1' },
      { type: 'uri', valueTemplate: 'urn:device:1' },
      { type: 'email', valueTemplate: 'b@example.com' },
    ],
    keyUsages: ['digitalSignature', 'decipherOnly'],
    extendedKeyUsages: ['clientAuth', 'serverAuth'],
    algorithmTemplate: 'sha512',
  });
  expect(info).toMatchObject({
    serial: 'ff01',
    country: 'fr',
    organization: 'Plant',
    commonName: 'Pumpe Süd',
    emailAddress: 'a@example.com',
    notValidBefore: '2060-01-02T03:04:05.000Z',
    notValidAfter: '2060-01-12T03:04:05.000Z',
  });
  const path = join(folder, 'said.crt');
  await writeFile(path, certificate);
  const { stdout } = await openssl('x509', '-in', path, '-noout', '-text');
  for (const text of [
    'Digital Signature, Decipher Only',
    'TLS Web Client Authentication, TLS Web Server Authentication',
    'DNS:*.example.com, IP Address:2001:DB8:0:0:0:0:0:1, URI:urn:device:1, email:b@example.com',
    'ecdsa-with-SHA512',
  ]) {
    expect(stdout).toContain(text);
  }
});

test('a key may stand in place of a request, if a name is said', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = String(publicKey.export({ type: 'spki', format: 'pem' }));
  for (const pem of [spki, String(privateKey.export({ type: 'pkcs1', format: 'pem' }))]) {
    expect(await issue({ csrTemplate: pem, commonNameTemplate: 'x' })).toMatchObject({
      publicKey: spki,
      info: { commonName: 'x' },
    });
  }
  // Without a subject the alternative names must be understood.
  const named = await issue({ csrTemplate: spki, subjectAltNames: [{ type: 'dns', valueTemplate: 'a.example.com' }] });
  await writeFile(join(folder, 'named.crt'), named.certificate);
  const { stdout } = await openssl('x509', '-in', join(folder, 'named.crt'), '-noout', '-text');
  expect(stdout).toMatch(/Subject Alternative Name: critical/);
  await expect(issue({ csrTemplate: spki })).rejects.toMatchObject({ name: 'ValidationError' });
});

test('a request that was tampered with, or is none, is an error at the result path', async () => {
  const lines = csr.trim().split('\n');
  const body = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  const at = body.indexOf('pump');
  body.write('pomp', at);
  const forged = [lines[0], body.toString('base64'), lines.at(-1)].join('\n');
  const wrong = {
    [forged]: 'not signed with the key',
    [`${lines[0]}\nAAAA\n${lines.at(-1)}`]: 'damaged',
    'no PEM': 'neither a certificate signing request nor a key',
  };
  for (const [csrTemplate, message] of Object.entries(wrong)) {
    expect(await issue({ csrTemplate })).toEqual({
      error: { type: 'CertificateError', message: expect.stringContaining(message) },
    });
  }
});

test('the credential must be there, and of an authority', async () => {
  expect(await issue({}, 'none')).toEqual({
    error: { type: 'CredentialError', message: 'There is no credential "none".' },
  });
  const own = await issue();
  authorities.leaf = {
    certificate: own.certificate,
    privateKey: await readFile(join(folder, 'device.csr.key'), 'utf8'),
    path: '',
  };
  expect(await issue({}, 'leaf')).toEqual({
    error: { type: 'CertificateError', message: 'The certificate of the credential is of no authority' },
  });
});

test.each([
  [{ expiresInDaysTemplate: '0' }, 'expiresInDaysTemplate'],
  [{ expiresInDaysTemplate: '3651' }, 'expiresInDaysTemplate'],
  [{ algorithmTemplate: 'MD5' }, 'algorithmTemplate'],
  [{ notBeforeTemplate: 'soon' }, 'notBeforeTemplate'],
  [{ serialNumberTemplate: '0x1' }, 'serialNumberTemplate'],
  [{ serialNumberTemplate: '0' }, 'serialNumberTemplate'],
  [{ serialNumberTemplate: 'f'.repeat(40) }, 'serialNumberTemplate'],
  [{ countryTemplate: 'Germany' }, 'countryTemplate'],
  [{ keyUsages: ['1'] }, 'keyUsages'],
  [{ keyUsages: ['constructor'] }, 'keyUsages'],
  [{ extendedKeyUsages: ['anything'] }, 'extendedKeyUsages'],
  [{ extendedKeyUsages: ['toString'] }, 'extendedKeyUsages'],
  [{ subjectAltNames: [{ type: 'ip', valueTemplate: 'x' }] }, 'IP address'],
  [{ subjectAltNames: [{ type: 'toString', valueTemplate: 'x' }] }, 'type'],
])('%j is refused', async (config, named) => {
  await expect(issue(config)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(named),
  });
});

test('what was issued can be read, alone and in a bundle with what is none', async () => {
  const { certificate, info, publicKey } = await issue();
  const read = async (text: string) =>
    (
      await runNode(
        certificateReadNode,
        { crtTemplateType: 'payloadPath', crtTemplate: 'pem', resultPath: 'r' },
        { pem: text },
      )
    ).payload.r;
  expect(await read(certificate)).toMatchObject({ info, publicKey, subject: { CN: 'pump' } });
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  expect(await read(`${certificate}${broken}`)).toEqual([
    expect.objectContaining({ info }),
    { error: { message: 'This is no certificate' } },
  ]);
  await expect(read('none')).rejects.toMatchObject({ name: 'ValidationError' });
});
