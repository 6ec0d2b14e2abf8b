import { X509Certificate } from 'node:crypto';
import { Parser } from 'htmlparser2';
import { ActionError } from '../errors.ts';

/** Longer metadata is none: that of large federations is to be cut to one provider. Characters. */
const maxLength = 256 * 1024;
/** One, and the next while it is replaced; each is tried. */
const maxCertificates = 5;
const postBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** Who asks for logins, as its metadata says. */
export interface ServiceProvider {
  readonly entityId: string;
  /** Where responses may be posted to; the first is the one that is asked for. */
  readonly consumerUrls: readonly string[];
  /** The form of names that is asked for; undefined: any. */
  readonly nameIdFormat: string | undefined;
  /** The assertion itself must be signed, not only the response around it. */
  readonly wantsSignedAssertions: boolean;
}

/** Who logs users in, as its metadata says. */
export interface IdentityProvider {
  readonly entityId: string;
  /** Where browsers are sent to; undefined: it takes no requests in URLs. */
  readonly loginUrl: string | undefined;
  /** In PEM: whose signatures count. */
  readonly certificates: readonly string[];
  readonly wantsSignedRequests: boolean;
}

/** An element of metadata that is read, by its name without a prefix. */
interface Found {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** @throws ActionError SamlError saying what is missing */
export function readServiceProvider(xml: string): ServiceProvider {
  const { entityId, role, elements } = readRole(xml, 'SPSSODescriptor', 'service provider');
  const services = elements.filter(
    ({ name, attributes }) => name === 'AssertionConsumerService' && attributes.Binding === postBinding,
  );
  // Metadata for SAML 2.0, 2.2.3: the one that is marked, else the first that is not marked as none.
  const preferred =
    services.find(({ attributes }) => isTrue(attributes.isDefault)) ??
    services.find(({ attributes }) => attributes.isDefault === undefined) ??
    services[0];
  const urls = [preferred, ...services].flatMap((service) => {
    const url = service?.attributes.Location?.trim();
    return url ? [url] : [];
  });
  if (urls.length === 0) {
    throw new ActionError(
      'SamlError',
      'The metadata of the service provider has no AssertionConsumerService for HTTP-POST',
    );
  }
  return {
    entityId,
    consumerUrls: [...new Set(urls)],
    nameIdFormat: elements.find(({ name }) => name === 'NameIDFormat')?.text.trim() || undefined,
    wantsSignedAssertions: isTrue(role.attributes.WantAssertionsSigned),
  };
}

/** @throws ActionError SamlError saying what is missing */
export function readIdentityProvider(xml: string): IdentityProvider {
  const { entityId, role, elements } = readRole(xml, 'IDPSSODescriptor', 'identity provider');
  const login = elements.find(
    ({ name, attributes }) => name === 'SingleSignOnService' && attributes.Binding === redirectBinding,
  );
  return {
    entityId,
    loginUrl: login?.attributes.Location?.trim() || undefined,
    certificates: readCertificates(elements),
    wantsSignedRequests: isTrue(role.attributes.WantAuthnRequestsSigned),
  };
}

/** Those of keys for signing, or for anything. */
function readCertificates(elements: readonly Found[]): string[] {
  let isForSigning = false;
  const certificates = elements.flatMap(({ name, attributes, text }) => {
    if (name === 'KeyDescriptor') isForSigning = attributes.use === undefined || attributes.use === 'signing';
    return name === 'X509Certificate' && isForSigning ? [toPem(text)] : [];
  });
  if (certificates.length > maxCertificates) {
    throw new ActionError(
      'SamlError',
      `The metadata of the identity provider has more than ${maxCertificates} certificates`,
    );
  }
  return certificates;
}

function toPem(base64: string): string {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).toString();
  } catch {
    throw new ActionError('SamlError', 'A certificate in the metadata of the identity provider cannot be read');
  }
}

function isTrue(text: string | undefined): boolean {
  return text === 'true' || text === '1';
}

/** The one role of that name, and what stands within it in its order. */
function readRole(xml: string, roleName: string, who: string) {
  const refuse = (why: string) => new ActionError('SamlError', `The metadata of the ${who} ${why}`);
  if (xml.length > maxLength) throw refuse(`is longer than ${maxLength} characters`);
  const elements: Found[] = [];
  const open: Found[] = [];
  let entityId = '';
  let entityOfRole = '';
  let role: Found | undefined;
  let roles = 0;
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        const element = { name: withoutPrefix(tag), attributes, text: '' };
        if (element.name === 'EntityDescriptor') entityId = (attributes.entityID ?? '').trim();
        if (element.name === roleName) {
          roles += 1;
          entityOfRole = entityId;
          role = element;
        } else if (open.some(({ name }) => name === roleName)) {
          elements.push(element);
        }
        open.push(element);
      },
      ontext(text) {
        const last = open.at(-1);
        if (last) last.text += text;
      },
      onclosetag() {
        open.pop();
      },
    },
    // Neither entities nor what a document type declares are read in this mode.
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  if (role === undefined) throw refuse(`has no ${roleName}`);
  if (roles > 1) throw refuse(`has more than one ${roleName}`);
  if (entityOfRole === '') throw refuse('has no entityID');
  return { entityId: entityOfRole, role, elements };
}

export function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
