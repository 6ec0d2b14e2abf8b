import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Extensions, id_ce_subjectAltName, Name } from '@peculiar/asn1-x509';
import { ActionError } from '../errors.ts';

/** Whose certificate it is to be. */
export interface Applicant {
  readonly subject: Name;
  readonly publicKey: KeyObject;
  /** The extension subjectAltName of a request, in DER. */
  readonly alternativeNames: ArrayBuffer | undefined;
}

const maxPemLength = 65_536;
/** PKCS #9 extensionRequest: the extensions that a request asks for. */
const extensionRequestId = '1.2.840.113549.1.9.14';

/** The hash of each algorithm by which requests are signed; null: the algorithm has its own. */
const hashes: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
  '1.3.101.113': null,
};

/**
 * Reads a certificate signing request (PKCS #10, RFC 2986) in PEM, or a public or private key in its place. Whoever made a request must
 * have signed it with the key that it names.
 *
 * @throws ActionError CertificateError
 */
export function readApplicant(pem: string): Applicant {
  if (pem.length > maxPemLength) throw refused(`The request is longer than ${maxPemLength} characters`);
  const request = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]+?)-----END/.exec(pem);
  if (request?.[1] !== undefined) return readRequest(Buffer.from(request[1], 'base64'));
  if (!/-----BEGIN [A-Z ]*(?:PUBLIC|PRIVATE) KEY-----/.test(pem)) {
    throw refused('There is neither a certificate signing request nor a key in PEM');
  }
  try {
    return { subject: new Name(), publicKey: createPublicKey(pem), alternativeNames: undefined };
  } catch {
    throw refused('The key cannot be read: it is damaged, or encrypted');
  }
}

function readRequest(der: Uint8Array): Applicant {
  let request: CertificationRequest;
  let publicKey: KeyObject;
  let alternativeNames: ArrayBuffer | undefined;
  try {
    request = AsnConvert.parse(der, CertificationRequest);
    const { subjectPKInfo, attributes = [] } = request.certificationRequestInfo;
    publicKey = createPublicKey({
      key: Buffer.from(AsnConvert.serialize(subjectPKInfo)),
      format: 'der',
      type: 'spki',
    });
    const asked = attributes.find(({ type }) => type === extensionRequestId)?.values[0];
    const extensions = asked === undefined ? [] : [...AsnConvert.parse(asked, Extensions)];
    alternativeNames = extensions.find(({ extnID }) => extnID === id_ce_subjectAltName)?.extnValue.buffer;
  } catch {
    throw refused('The certificate signing request is damaged or not complete');
  }
  requireSigned(request, publicKey);
  return { subject: request.certificationRequestInfo.subject, publicKey, alternativeNames };
}

function requireSigned(request: CertificationRequest, publicKey: KeyObject): void {
  const { certificationRequestInfo, certificationRequestInfoRaw, signatureAlgorithm, signature } = request;
  const hash = hashes[signatureAlgorithm.algorithm];
  if (hash === undefined)
    throw refused(`The request is signed in a way that is not supported: ${signatureAlgorithm.algorithm}`);
  const signed = Buffer.from(certificationRequestInfoRaw ?? AsnConvert.serialize(certificationRequestInfo));
  if (!verify(hash, signed, publicKey, Buffer.from(signature))) {
    throw refused('The certificate signing request is not signed with the key that it names');
  }
}

function refused(message: string): ActionError {
  return new ActionError('CertificateError', message);
}
