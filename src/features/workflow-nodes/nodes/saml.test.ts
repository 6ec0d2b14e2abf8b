// The SAML nodes (workflows.md, "5. Nodes"): logins by real keys, and what somebody makes of them who has none.
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CertificateMaker, type CertifiedKey } from '../../../../test/support/certificates.ts';
import {
  at,
  consumerUrl,
  idpEntity,
  minute,
  sign,
  spMetadata,
  type Wish,
  writeAssertion,
  writeIdpMetadata,
  writeResponse,
} from '../../../../test/support/saml.ts';
import { samlLoginRedirectNode } from './saml-login-redirect.ts';
import { samlVerifyNode } from './saml-verify.ts';
import { runNode } from './test-bed.ts';

let maker: CertificateMaker;
let provider: CertifiedKey;
let stranger: CertifiedKey;
beforeAll(async () => {
  maker = await CertificateMaker.start();
  const rsa = { newKey: ['rsa:2048'] };
  [provider, stranger] = await Promise.all([maker.issue('idp', rsa), maker.issue('stranger', rsa)]);
});
afterAll(() => maker.end());

const idpMetadata = (wish?: Parameters<typeof writeIdpMetadata>[1]) => writeIdpMetadata({ provider, stranger }, wish);

async function verify(xml: string, sp = spMetadata()) {
  const SAMLResponse = Buffer.from(xml).toString('base64');
  const payload = { globals: { sp, idp: idpMetadata() }, data: { body: { SAMLResponse } } };
  const config = {
    spMetadataTemplate: '{{globals.sp}}',
    idpMetadataTemplate: '{{globals.idp}}',
    samlResponseTemplate: '{{data.body.SAMLResponse}}',
    resultPath: 'r',
  };
  const { payload: after, output } = await runNode(samlVerifyNode, config, payload, { now: Date.now });
  return { output, result: after.r };
}
const refused = (message: string | RegExp) => ({
  output: 0,
  result: { error: { type: 'SamlError', message: expect.stringMatching(message) } },
});
const login = (wish?: Wish) => writeResponse(sign(writeAssertion(wish), provider));

test('a login URL asks the provider, for the service that metadata describes', async () => {
  const config = { spMetadataTemplate: spMetadata(), idpMetadataTemplate: '{{idp}}', resultPath: 'r' };
  const ask = async (idp: string) => (await runNode(samlLoginRedirectNode, config, { idp })).payload.r;
  const { redirectUrl, requestId } = (await ask(idpMetadata())) as { redirectUrl: string; requestId: string };
  const url = new URL(redirectUrl);
  expect(url.origin + url.pathname).toBe('https://idp.example.com/login');
  expect(url.searchParams.get('tenant')).toBe('1');
  const request = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  expect(request).toContain(`ID="${requestId}"`);
  expect(request).toContain(`AssertionConsumerServiceURL="${consumerUrl}"`);
  expect(request).toContain('>plant-portal</saml:Issuer>');
  expect(request).toContain('Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"');
  for (const wrong of [
    idpMetadata({ wants: ' WantAuthnRequestsSigned="true"' }),
    idpMetadata({ loginUrl: 'javascript:alert(1)' }),
    spMetadata(),
    'no metadata',
    `<all>${idpMetadata()}${idpMetadata()}</all>`,
    idpMetadata() + '<a/>'.repeat(100_000),
  ]) {
    expect(await ask(wrong)).toMatchObject({ error: { type: 'SamlError' } });
  }
  await expect(ask('')).rejects.toMatchObject({ name: 'TemplateError' });
});

test('a login that the provider has signed gives what it says of the user', async () => {
  const attributes = [
    '<saml:Attribute Name="roles"><saml:AttributeValue>viewer</saml:AttributeValue><saml:AttributeValue>a &amp; b</saml:AttributeValue></saml:Attribute>',
    '<saml:Attribute Name="phone"><saml:AttributeValue></saml:AttributeValue></saml:Attribute>',
    '<saml:Attribute Name="nameID"><saml:AttributeValue>eve@example.com</saml:AttributeValue></saml:Attribute>',
    '<saml:Attribute Name="__proto__"><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>',
  ].join('');
  const { output, result } = await verify(login({ attributes }));
  expect(output).toBe(1);
  expect(result).toMatchObject({
    nameID: 'ann@example.com',
    nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    sessionIndex: '_s',
    issuer: idpEntity,
    inResponseTo: '_q',
    roles: ['viewer', 'a & b'],
    phone: '',
  });
});

test('the response may be signed instead of the assertion, unless metadata asks for that', async () => {
  const response = sign(writeResponse(writeAssertion()), provider);
  expect((await verify(response)).output).toBe(1);
  expect(await verify(response, spMetadata(' WantAssertionsSigned="true"'))).toEqual(refused('signature'));
  const both = sign(writeResponse(sign(writeAssertion(), provider)), provider);
  expect((await verify(both, spMetadata(' WantAssertionsSigned="true"'))).output).toBe(1);
});

test('what is not signed by the provider is refused', async () => {
  expect(await verify(writeResponse(writeAssertion()))).toEqual(refused('signature'));
  // The stranger's certificate is in the metadata, for encryption.
  expect(await verify(writeResponse(sign(writeAssertion(), stranger)))).toEqual(refused('signature'));
  expect(await verify(login().replaceAll('ann@', 'eve@'))).toEqual(refused('signature'));
  const weak = writeResponse(sign(writeAssertion(), provider, { hash: 'sha1' }));
  expect(await verify(weak)).toEqual(refused('SHA-1'));
  expect(await verify(weak.replaceAll('sha1"', 's&#104;a1"'))).toEqual(refused('SHA-1'));
});

test('a signature does not count for an assertion beside the signed one (signature wrapping)', async () => {
  const signed = sign(writeAssertion(), provider);
  const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/.exec(signed) ?? [];
  const original = writeAssertion();
  const forged = (id: string, inner = '') =>
    writeAssertion({ id, nameId: 'eve@example.com' }).replace('</saml:Issuer>', `</saml:Issuer>${inner}`);
  const attempts = [
    // XSW 3, 4: the forged one before, and around, the signed one.
    forged('_evil') + signed,
    forged('_evil', signed),
    // XSW 7, 8: the signed one within Extensions, or within an Object of the signature.
    `<samlp:Extensions>${signed}</samlp:Extensions>${forged('_evil')}`,
    `<samlp:Extensions>${original}</samlp:Extensions>${forged('_a', signature)}`,
    forged('_evil', signature.replace('</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`)),
    forged('_a', signature.replace('</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`)),
    // The same id twice.
    forged('_a', signature) + original,
  ];
  for (const attempt of attempts) {
    const { output, result } = await verify(writeResponse(attempt));
    expect(output, attempt).toBe(0);
    expect(JSON.stringify(result)).not.toContain('eve@');
  }
  // XSW 1, 2: a forged response around a signed one.
  const whole = sign(writeResponse(original), provider);
  const [ofWhole = ''] = /<ds:Signature .*<\/ds:Signature>/.exec(whole) ?? [];
  const around = writeResponse(forged('_evil')).replace('</saml:Issuer>', `</saml:Issuer>${ofWhole}`);
  for (const attempt of [
    around,
    around.replace('ID="_r"', 'ID="_other"').replace('</ds:Signature>', `</ds:Signature>${whole}`),
  ]) {
    expect((await verify(attempt)).output).toBe(0);
  }
});

test('comments in a name do not cut it short', async () => {
  const { output, result } = await verify(
    login({ nameId: 'ann@example.com.evil.org' }).replace('.com.evil', '.com<!-- -->.evil'),
  );
  // Canonical forms have no comments: the signature is good, and the name whole.
  expect({ output, result }).toMatchObject({ output: 1, result: { nameID: 'ann@example.com.evil.org' } });
});

test.each([
  ['expired', { notOnOrAfter: at(-2 * minute) }, 'expired'],
  ['expired for its bearer', { confirmedUntil: at(-2 * minute) }, 'no longer good'],
  ['good for ever', { confirmedUntil: undefined }, 'NotOnOrAfter'],
  ['not yet good', { notBefore: at(2 * minute) }, 'not yet valid'],
  ['for another audience', { audience: 'other-portal' }, 'audience'],
  ['for any audience', { audience: undefined }, 'AudienceRestriction'],
  ['for another recipient', { recipient: 'https://evil.example.com/' }, 'another recipient'],
  ['for who holds a key', { method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' }, 'another recipient'],
  ['of another provider', { issuer: 'https://other.example.com' }, 'another identity provider'],
] as const)('an assertion that is %s is refused', async (_, wish, message) => {
  expect(await verify(login(wish))).toEqual(refused(message));
});

test('clocks may differ by a minute', async () => {
  const wish = { notBefore: at(30_000), notOnOrAfter: at(-30_000), confirmedUntil: at(-30_000) };
  expect((await verify(login(wish))).output).toBe(1);
});

test('a response that is none, says no, or is for elsewhere is refused', async () => {
  const assertion = sign(writeAssertion(), provider);
  const denied = 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed';
  expect(await verify(writeResponse('', { status: denied }))).toEqual(refused('status AuthnFailed'));
  expect(await verify(writeResponse(assertion, { status: denied }))).toEqual(refused('status AuthnFailed'));
  expect(await verify(writeResponse(assertion, { destination: 'https://evil.example.com/' }))).toEqual(
    refused('another destination'),
  );
  expect(await verify(sign(writeResponse(''), provider))).toEqual(refused('assertion'));
  expect(await verify(assertion)).toEqual(refused('document of the type Assertion'));
  expect(await verify('not XML')).toEqual(refused('no XML'));
  expect(await verify(`${login().slice(0, -40)}`)).toMatchObject({ output: 0 });
  const encrypted =
    '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"></saml:EncryptedAssertion>';
  expect(await verify(writeResponse(encrypted))).toEqual(refused('decryption key'));
});

test('entities, and what keeps a thread busy, are refused before a tree is built', async () => {
  const laughs = `<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${login().replace('ann@', '&b;@')}`;
  expect(await verify(laughs)).toEqual(refused('document type'));
  const outside = `<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>${login().replace('ann@', '&f;@')}`;
  expect(await verify(outside)).toEqual(refused('document type'));
  expect(await verify(writeResponse('<a>'.repeat(100) + '</a>'.repeat(100)))).toEqual(refused('levels'));
  expect(await verify(writeResponse('<a/>'.repeat(1500)))).toEqual(refused('elements'));
  const many = Array.from({ length: 5000 }, (_, index) => ` a${index}=""`).join('');
  expect(await verify(writeResponse(`<a${many}></a>`))).toEqual(refused('attributes'));
  expect(await verify(writeResponse('<!---->'.repeat(30_000)))).toEqual(refused('tags and comments'));
  expect(await verify(writeResponse('x'.repeat(300_000)))).toEqual(refused('longer'));
});

test('the secrets and templates of the node are what they are: what renders empty throws', async () => {
  const config = { spMetadataTemplate: 'x', idpMetadataTemplate: 'x', samlResponseTemplate: '{{no}}', resultPath: 'r' };
  await expect(runNode(samlVerifyNode, config)).rejects.toMatchObject({ name: 'TemplateError' });
});
