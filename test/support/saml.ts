// What a SAML identity provider and a service provider say, written and signed by hand: what is signed can be told without a library.
import { createHash, createSign } from 'node:crypto';
import type { CertifiedKey } from './certificates.ts';

export const consumerUrl = 'https://plant.example.com/saml/assert';
export const spMetadata = (
  wants = '',
): string => `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="plant-portal">
<SPSSODescriptor${wants} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
<AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://plant.example.com/artifact"/>
<AssertionConsumerService index="2" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://old.example.com/saml"/>
<AssertionConsumerService isDefault="true" index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${consumerUrl}"/>
</SPSSODescriptor></EntityDescriptor>`;
export const idpEntity = 'https://idp.example.com/metadata';
const base64Of = ({ cert }: CertifiedKey) => cert.replaceAll(/-----[^-]+-----|\s/g, '');
/** Of a provider that signs with one key, and can read what is for another. */
export const writeIdpMetadata = (
  { provider, stranger }: { readonly provider: CertifiedKey; readonly stranger: CertifiedKey },
  { wants = '', loginUrl = 'https://idp.example.com/login?tenant=1' } = {},
): string => `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${idpEntity}">
<md:IDPSSODescriptor${wants} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${base64Of(stranger)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
${base64Of(provider)}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/post"/>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${loginUrl.replace('&', '&amp;')}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>`;

/** So many ms from now. */
export const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
export const minute = 60_000;

export interface Wish {
  readonly id?: string;
  readonly nameId?: string;
  readonly issuer?: string;
  readonly audience?: string | undefined;
  readonly recipient?: string;
  readonly method?: string;
  readonly notBefore?: string;
  readonly notOnOrAfter?: string;
  readonly confirmedUntil?: string | undefined;
  readonly attributes?: string;
}

/** An assertion as its own canonical form (Exclusive XML Canonicalization), so that what is signed can be told without a library. */
export function writeAssertion(wish: Wish = {}): string {
  const { id = '_a', nameId = 'ann@example.com', issuer = idpEntity, recipient = consumerUrl } = wish;
  const { notBefore = at(-minute), notOnOrAfter = at(5 * minute) } = wish;
  const confirmedUntil = 'confirmedUntil' in wish ? wish.confirmedUntil : at(5 * minute);
  const until = confirmedUntil === undefined ? '' : ` NotOnOrAfter="${confirmedUntil}"`;
  const { method = 'urn:oasis:names:tc:SAML:2.0:cm:bearer' } = wish;
  const audience = 'audience' in wish ? wish.audience : 'plant-portal';
  const {
    attributes = '<saml:Attribute Name="mail"><saml:AttributeValue>ann@example.com</saml:AttributeValue></saml:Attribute>',
  } = wish;
  const restriction =
    audience === undefined
      ? ''
      : `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" IssueInstant="${at(0)}" Version="2.0"><saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${nameId}</saml:NameID><saml:SubjectConfirmation Method="${method}"><saml:SubjectConfirmationData InResponseTo="_q"${until} Recipient="${recipient}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${notBefore}" NotOnOrAfter="${notOnOrAfter}">${restriction}</saml:Conditions><saml:AuthnStatement AuthnInstant="${at(0)}" SessionIndex="_s"></saml:AuthnStatement><saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion>`;
}

/** Signs an element in canonical form, enveloped behind its first Issuer (XML Signature). */
export function sign(element: string, key: CertifiedKey, { hash = 'sha256' } = {}): string {
  const [, id] = /ID="([^"]+)"/.exec(element) ?? [];
  const algorithms =
    hash === 'sha256'
      ? ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmlenc#sha256']
      : ['http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'http://www.w3.org/2000/09/xmldsig#sha1'];
  const digest = createHash(hash).update(element).digest('base64');
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const signedInfo = `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="${algorithms[0]}"></ds:SignatureMethod><ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform Algorithm="${exclusive}"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="${algorithms[1]}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const value = createSign(hash).update(signedInfo).sign(key.key, 'base64');
  const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>`;
  const place = element.indexOf('</saml:Issuer>') + '</saml:Issuer>'.length;
  return element.slice(0, place) + signature + element.slice(place);
}

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export function writeResponse(content: string, { destination = consumerUrl, status = success } = {}): string {
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${destination}" ID="_r" InResponseTo="_q" IssueInstant="${at(0)}" Version="2.0"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${idpEntity}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${status}"></samlp:StatusCode></samlp:Status>${content}</samlp:Response>`;
}
