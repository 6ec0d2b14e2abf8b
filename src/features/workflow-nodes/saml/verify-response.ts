import { cutText } from '../../../kernel/text.ts';
import { parseIsoTime } from '../../../kernel/time-text.ts';
import { ActionError } from '../errors.ts';
import type { IdentityProvider, ServiceProvider } from './metadata.ts';
import { outlineResponse } from './response-bounds.ts';

/** By how much the clocks of the two providers may differ. */
const clockSkewMs = 60_000;
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** An element as the library reads it from what was signed: `$` attributes, `_` text, else elements by name. */
interface Element {
  readonly $?: Readonly<Record<string, string>>;
  readonly _?: string;
  readonly [name: string]: unknown;
}

/**
 * What an identity provider says of a user, once all of it is signed by a key of its metadata and meant for this service provider,
 * now (Web Browser SSO Profile, SAML 2.0 Profiles 4.1.4). Nothing comes out of parts that are not signed.
 *
 * @param options.response in Base64, as browsers post it
 * @param options.now epoch ms
 * @returns attributes by their names, and besides `nameID`, `nameIDFormat`, `sessionIndex`, `issuer`, `inResponseTo`
 * @throws ActionError SamlError saying what is wrong
 */
export async function verifyResponse(options: {
  readonly response: string;
  readonly serviceProvider: ServiceProvider;
  readonly identityProvider: IdentityProvider;
  readonly now: number;
}): Promise<Record<string, unknown>> {
  const { response, serviceProvider, identityProvider, now } = options;
  const { destination, status } = outlineResponse(Buffer.from(response, 'base64').toString('utf8'));
  if (status !== 'Success') throw refuse(`The identity provider returned the status ${cutText(status ?? 'none', 80)}`);
  if (destination && !serviceProvider.consumerUrls.includes(destination.trim())) {
    throw refuse('The response is for another destination');
  }
  if (identityProvider.certificates.length === 0) {
    throw refuse('The metadata of the identity provider has no certificate');
  }
  // Large, and needed by few.
  const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml');
  const saml = new SAML({
    idpCert: [...identityProvider.certificates],
    issuer: serviceProvider.entityId,
    audience: serviceProvider.entityId,
    callbackUrl: serviceProvider.consumerUrls[0] ?? '',
    // One of the two must be signed, whichever.
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: serviceProvider.wantsSignedAssertions,
    acceptedClockSkewMs: clockSkewMs,
    // Who keeps ids of requests compares them with `inResponseTo`.
    validateInResponseTo: ValidateInResponseTo.never,
  });
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response }).catch((error: unknown) => {
    throw refuse(error instanceof Error ? cutText(error.message, 300) : 'The response cannot be read');
  });
  // Of what was signed alone.
  const assertion = (profile?.getAssertion?.() as { readonly Assertion?: Element } | undefined)?.Assertion;
  if (!profile || !assertion) throw refuse('The response has no assertion');
  if (profile.issuer?.trim() !== identityProvider.entityId)
    throw refuse('The assertion is of another identity provider');
  const confirmation = findConfirmation(assertion, { consumerUrls: serviceProvider.consumerUrls, now });
  const said = {
    nameID: profile.nameID,
    nameIDFormat: profile.nameIDFormat,
    sessionIndex: profile.sessionIndex,
    issuer: identityProvider.entityId,
    inResponseTo: confirmation.InResponseTo,
  };
  const attributes = Object.entries((profile.attributes ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    [...attributes, ...Object.entries(said)].flatMap(([name, value]) =>
      // An attribute without a value is one; what is not said of the assertion is not.
      value !== undefined ? [[name, value]] : Object.hasOwn(said, name) ? [] : [[name, '']],
    ),
  );
}

/**
 * What confirms that whoever brings the assertion is its subject: it must be for bearers, to be posted here, and still good
 * (SAML 2.0 Profiles 4.1.4.2 and 4.1.4.3). The library looks at it only where ids of requests are kept.
 */
function findConfirmation(
  assertion: Element,
  { consumerUrls, now }: { readonly consumerUrls: readonly string[]; readonly now: number },
): Readonly<Record<string, string>> {
  const confirmations = childrenOf(assertion, 'Subject').flatMap((subject) =>
    childrenOf(subject, 'SubjectConfirmation'),
  );
  const data = confirmations
    .filter(({ $ }) => $?.Method === bearer)
    .flatMap((each) => childrenOf(each, 'SubjectConfirmationData').map(({ $ = {} }) => $));
  const here = data.filter(({ Recipient = '' }) => consumerUrls.includes(Recipient.trim()));
  if (here.length === 0) throw refuse('The assertion is for another recipient');
  const good = here.find(({ NotBefore, NotOnOrAfter = '' }) => {
    const isDue = NotBefore === undefined || readTime(NotBefore) <= now + clockSkewMs;
    return isDue && readTime(NotOnOrAfter) > now - clockSkewMs;
  });
  if (!good) throw refuse('The assertion is no longer good, or not yet');
  return good;
}

/** What is no time compares as false. */
function readTime(text: string): number {
  return parseIsoTime(text) ?? Number.NaN;
}

function childrenOf(element: Element, name: string): readonly Element[] {
  const children = element[name];
  return Array.isArray(children) ? (children as Element[]).filter((child) => typeof child === 'object') : [];
}

function refuse(why: string): ActionError {
  return new ActionError('SamlError', why);
}
