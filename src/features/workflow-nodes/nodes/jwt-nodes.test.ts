import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { expect, test } from 'vitest';
import { jwtCreateNode } from './jwt-create.ts';
import { jwtDecodeNode } from './jwt-decode.ts';
import { jwtVerifyNode } from './jwt-verify.ts';
import { runNode } from './test-bed.ts';

function toPem({ publicKey, privateKey }: KeyPairKeyObjectResult) {
  return {
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

const rsa = toPem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const ec = toPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const now = 1_700_000_000;

const create = async (config: Record<string, unknown>, payload: Record<string, unknown> = {}) =>
  (await runNode(jwtCreateNode, { dataTemplate: '{"id": 1}', destinationPath: 'token', ...config }, payload)).payload
    .token as string;
const verify = async (token: string, config: Record<string, unknown>) => {
  const { payload, output } = await runNode(
    jwtVerifyNode,
    { tokenTemplate: '{{token}}', errorPath: 'error', ...config },
    { token },
  );
  return output === 1 ? 'valid' : (payload.error as { message: string }).message;
};
const decode = async (token: string, complete = false) =>
  (await runNode(jwtDecodeNode, { tokenTemplate: '{{token}}', complete, destinationPath: 'claims' }, { token })).payload
    .claims;

// Made elsewhere: the token that jwt.io shows first.
const known =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c';

test('a token of others is read and verified', async () => {
  expect(await decode(known)).toEqual({ sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 });
  expect(await verify(known, { secretTemplate: 'your-256-bit-secret' })).toBe('valid');
});

test.each([
  ['HS256', 'a secret', 'a secret'],
  ['HS384', 'a secret', 'a secret'],
  ['HS512', '<&>', '<&>'],
  ['RS256', rsa.privateKey, rsa.publicKey],
  ['RS512', rsa.privateKey.replaceAll('\n', '\\n'), rsa.publicKey],
  ['ES256', ec.privateKey, ec.publicKey],
])('what %s signs, the same key verifies and another does not', async (algorithmTemplate, secret, key) => {
  const token = await create({ algorithmTemplate, secretTemplate: '{{key}}' }, { key: secret });
  expect(await decode(token, true)).toMatchObject({
    header: { alg: algorithmTemplate, typ: 'JWT' },
    payload: { id: 1, iat: now },
  });
  expect(await verify(token, { secretTemplate: key })).toBe('valid');
  for (const other of ['another', rsa.publicKey, ec.publicKey])
    if (other !== key) expect(await verify(token, { secretTemplate: other })).toBe('invalid signature');
});

test.each<[Record<string, unknown>, Record<string, unknown>]>([
  [{}, { id: 1, iat: now }],
  [
    { expiresIn: 60, issuerTemplate: 'me & you' },
    { id: 1, iat: now, exp: now + 60, iss: 'me & you' },
  ],
  [{ expiresIn: '{{ttl}}' }, { id: 1, iat: now, exp: now + 5 }],
  [{ expiresIn: '' }, { id: 1, iat: now }],
  [
    { expiresIn: 60, issuerTemplate: 'me', dataTemplate: '{"exp": 1, "iss": "other"}' },
    { iat: now, exp: 1, iss: 'other' },
  ],
  [
    { dataTemplateType: 'path', dataTemplate: 'claims' },
    { n: 1, iat: now },
  ],
])('%j makes the claims %j', async (config, claims) => {
  const token = await create({ secretTemplate: 's', ...config }, { ttl: 5, claims: { n: 1 } });
  expect(await decode(token)).toEqual(claims);
});

test('the header can say more, but not another algorithm', async () => {
  const token = await create({ secretTemplate: 's', headerTemplate: '{"kid": "7", "alg": "none"}' });
  expect(await decode(token, true)).toMatchObject({ header: { kid: '7', alg: 'HS256', typ: 'JWT' } });
});

const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"id":1}').toString('base64url')}.`;

test.each<[Record<string, unknown> | string, Record<string, unknown>, string]>([
  [{ dataTemplate: `{"exp": ${now}}` }, {}, 'jwt expired'],
  [{ dataTemplate: `{"exp": ${now + 1}}` }, {}, 'valid'],
  [{ dataTemplate: `{"nbf": ${now + 1}}` }, {}, 'jwt not active'],
  [{ dataTemplate: '{"exp": "never"}' }, {}, 'invalid exp value'],
  [{ issuerTemplate: 'me' }, { issuerTemplate: 'me' }, 'valid'],
  [{}, { issuerTemplate: 'me' }, 'jwt issuer invalid. expected: me'],
  [{ headerTemplate: '{"crit": ["x"]}' }, {}, 'invalid signature'],
  [unsigned, {}, 'invalid signature'],
  ['a.b', {}, 'jwt malformed'],
  ['nonsense', {}, 'jwt malformed'],
])('%j verified with %j: %s', async (token, config, expected) => {
  const text = typeof token === 'string' ? token : await create({ secretTemplate: 's', ...token });
  expect(await verify(text, { secretTemplate: 's', ...config })).toBe(expected);
});

test('a public key is no secret, whatever the token claims', async () => {
  const forged = await create({ secretTemplate: rsa.publicKey });
  expect(await verify(forged, { secretTemplate: rsa.publicKey })).toBe('invalid signature');
});

test('failures of the action are soft', async () => {
  expect(await create({ secretTemplate: 's', algorithmTemplate: 'none' })).toMatchObject({
    error: { type: 'ValidationError' },
  });
  expect(await create({ secretTemplate: 's', algorithmTemplate: 'RS256' })).toMatchObject({
    error: { message: 'The key is not one of RS256' },
  });
  expect(await create({ secretTemplate: ec.privateKey, algorithmTemplate: 'ES384' })).toMatchObject({
    error: { message: 'The key is not one of ES384' },
  });
  expect(await create({ secretTemplate: 's', dataTemplate: '[1]' })).toMatchObject({
    error: { message: 'The claims are no object' },
  });
  expect(await decode('nonsense')).toEqual({ error: { type: 'JsonWebTokenError', message: 'jwt malformed' } });
});

test('without a secret nothing is made or verified', async () => {
  await expect(create({ secretTemplate: '{{missing}}' })).rejects.toMatchObject({ name: 'TemplateError' });
  await expect(verify(known, {})).rejects.toMatchObject({ name: 'TemplateError' });
});
