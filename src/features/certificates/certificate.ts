import { X509Certificate } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate as CertificateAsn,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_kp_clientAuth,
  KeyUsage,
  KeyUsageFlags,
  type Name,
} from '@peculiar/asn1-x509';
import { cutText, normalizeText } from '../../kernel/text.ts';

/** What answers tell of a certificate: `certificateInfo`, an item of `caInfo` (resources.md, "Device certificates"). */
export interface CertificateInfo {
  /** Hex. */
  serialNumber: string;
  /** SHA-256 as OpenSSL prints it: `AB:CD:…`. */
  fingerprint: string;
  /** Empty where the subject has none. */
  commonName: string;
  /** The common name of the issuer, or all of its name where it has none. */
  issuerName: string;
  /** ISO-8601. */
  notValidBefore: string;
  notValidAfter: string;
}

/** A certificate (X.509, RFC 5280) with what its rules need to know of it. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly info: CertificateInfo;
  /** Epoch ms, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** The names as certificates are looked up by: not yet a proof that one has issued the other. */
  readonly subjectKey: string;
  readonly issuerKey: string;
  /** `basicConstraints` says CA:TRUE. */
  readonly isAuthority: boolean;
  /** Of the `keyUsage` extension; undefined: it has none. */
  readonly keyUsage: number | undefined;
  /** Object identifiers of the `extendedKeyUsage` extension; undefined: it has none. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly signatureAlgorithm: string;
  /** Extensions that must be understood by whoever accepts the certificate, and are not understood here. */
  readonly unknownCritical: readonly string[];
}

const understood: ReadonlySet<string> = new Set([
  id_ce_basicConstraints,
  id_ce_keyUsage,
  id_ce_extKeyUsage,
  id_ce_subjectAltName,
  // Which policy it was issued under restricts nothing as long as no policy is asked for.
  id_ce_certificatePolicies,
]);

/** @throws Error when the bytes are no certificate, or one that cannot be read to its end */
export function parseCertificate(source: string | Uint8Array): Certificate {
  const x509 = new X509Certificate(source);
  const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(x509.raw, CertificateAsn);
  const { subject, issuer, validity, extensions = [] } = tbsCertificate;
  const find = (id: string) => extensions.find(({ extnID }) => extnID === id)?.extnValue;
  const constraints = find(id_ce_basicConstraints);
  const keyUsage = find(id_ce_keyUsage);
  const extendedKeyUsage = find(id_ce_extKeyUsage);
  const notBefore = validity.notBefore.getTime();
  const notAfter = validity.notAfter.getTime();
  return {
    x509,
    info: {
      serialNumber: cutText(x509.serialNumber, maxShown),
      fingerprint: x509.fingerprint256,
      commonName: commonNameOf(subject) ?? '',
      issuerName: commonNameOf(issuer) ?? tidy(x509.issuer),
      notValidBefore: notBefore.toISOString(),
      notValidAfter: notAfter.toISOString(),
    },
    notBefore: notBefore.getTime(),
    notAfter: notAfter.getTime(),
    subjectKey: toKey(x509.subject),
    issuerKey: toKey(x509.issuer),
    isAuthority: constraints !== undefined && AsnConvert.parse(constraints, BasicConstraints).cA,
    keyUsage: keyUsage && AsnConvert.parse(keyUsage, KeyUsage).toNumber(),
    extendedKeyUsage: extendedKeyUsage && [...AsnConvert.parse(extendedKeyUsage, ExtendedKeyUsage)],
    signatureAlgorithm: signatureAlgorithm.algorithm,
    unknownCritical: extensions
      .filter((each) => each.critical && !understood.has(each.extnID))
      .map((each) => each.extnID),
  };
}

export function maySignCertificates({ isAuthority, keyUsage = 0 }: Certificate): boolean {
  return isAuthority && (keyUsage & KeyUsageFlags.keyCertSign) !== 0;
}

/** Whether it may be used by the client of a TLS connection, as far as its own extensions go. */
export function isForClients({ extendedKeyUsage, keyUsage }: Certificate): boolean {
  const isSigner = keyUsage === undefined || (keyUsage & KeyUsageFlags.digitalSignature) !== 0;
  return isSigner && (extendedKeyUsage?.includes(id_kp_clientAuth) ?? false);
}

/** Whether an authority is restricted to other purposes than certificates of clients. */
export function isBarredFromClients({ extendedKeyUsage }: Certificate): boolean {
  const anyPurpose = '2.5.29.37.0';
  return extendedKeyUsage?.every((purpose) => purpose !== id_kp_clientAuth && purpose !== anyPurpose) ?? false;
}

/** Signatures with MD2, MD4, MD5 or SHA-1, which can be forged. */
const forgeable: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.3',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
]);

/** By their names in OpenSSL. */
const curves: ReadonlySet<string> = new Set([
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'secp256k1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

/** What is too weak about its key or its signature, as a clause; undefined: nothing. */
export function findWeakness({ x509, signatureAlgorithm, subjectKey, issuerKey }: Certificate): string | undefined {
  const { asymmetricKeyType, asymmetricKeyDetails = {} } = x509.publicKey;
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails;
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      if (modulusLength < 2048) return `has an RSA key of ${modulusLength} bits; 2048 are needed`;
      break;
    case 'ec':
      if (!curves.has(namedCurve)) return `has a key on the curve ${namedCurve}, which is weak or not supported`;
      break;
    case 'ed25519':
    case 'ed448':
      break;
    default:
      return 'has a key that is neither RSA, nor on an elliptic curve, nor Ed25519';
  }
  // Nobody relies on the signature of a root: it is trusted because it was given.
  if (subjectKey !== issuerKey && forgeable.has(signatureAlgorithm)) return 'is signed with SHA-1 or an older hash';
  return undefined;
}

const maxShown = 1024;
const commonNameId = '2.5.4.3';

function commonNameOf(name: Name): string | undefined {
  const value = name.flatMap((part) => [...part]).findLast(({ type }) => type === commonNameId)?.value;
  return value === undefined ? undefined : tidy(value.toString());
}

/** A name may hold anything; control characters and halves of characters could not be stored. */
function tidy(text: string): string {
  const printable = text
    .toWellFormed()
    .replaceAll('\n', ', ')
    .replaceAll(/\p{Cc}/gu, '\u{fffd}');
  return cutText(normalizeText(printable), maxShown);
}

/** Names are the same whatever their case and spaces (RFC 5280, 7.1). */
function toKey(name: string): string {
  return tidy(name).toLowerCase().replaceAll(/\s+/g, ' ');
}
