import { createHash, createPrivateKey, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  type Name,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { ActionError } from '../errors.ts';

export const hashes = ['SHA1', 'SHA256', 'SHA384', 'SHA512'] as const;
export type HashName = (typeof hashes)[number];

/** Who signs. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** What a certificate is to say. */
export interface CertificateOrder {
  readonly subject: Name;
  readonly publicKey: KeyObject;
  /** The extension subjectAltName in DER. */
  readonly alternativeNames: ArrayBuffer | undefined;
  /** Positive, big-endian, at most 20 bytes; undefined: by chance. */
  readonly serialNumber: Uint8Array | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Flags of `KeyUsageFlags`; 0: the extension is left out. */
  readonly keyUsage: number;
  /** Object identifiers; none: the extension is left out. */
  readonly extendedKeyUsage: readonly string[];
  /** Ignored where the key of the authority has its own. */
  readonly hash: HashName;
}

/** @throws ActionError CertificateError when the pair is none, or its certificate is of no authority */
export function readAuthority({ certificate, privateKey }: { certificate: string; privateKey: string }): Authority {
  const read = <Result>(what: string, parse: () => Result): Result => {
    try {
      return parse();
    } catch {
      throw new ActionError('CertificateError', `The ${what} of the authority cannot be read`);
    }
  };
  const parsed = read('certificate', () => new X509Certificate(certificate));
  const key = read('private key', () => createPrivateKey(privateKey));
  if (!parsed.ca) throw new ActionError('CertificateError', 'The certificate of the credential is of no authority');
  if (!parsed.checkPrivateKey(key)) {
    throw new ActionError('CertificateError', 'The private key of the authority does not belong to its certificate');
  }
  return { certificate: parsed, privateKey: key };
}

/** Issues a certificate that is of no authority itself (RFC 5280), in PEM. @throws ActionError CertificateError */
export function issueCertificate(authority: Authority, order: CertificateOrder): string {
  const { algorithm, hash } = signatureOf(authority.privateKey, order.hash);
  const issuer = AsnConvert.parse(authority.certificate.raw, Certificate).tbsCertificate;
  const subjectPublicKeyInfo = toKeyInfo(order.publicKey);
  const body = new TBSCertificate({
    version: Version.v3,
    serialNumber: toArrayBuffer(toInteger(order.serialNumber ?? randomSerial())),
    signature: algorithm,
    issuer: issuer.subject,
    validity: new Validity({ notBefore: order.notBefore, notAfter: order.notAfter }),
    subject: order.subject,
    subjectPublicKeyInfo,
    extensions: new Extensions([
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
      extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(identifierOf(subjectPublicKeyInfo))),
      extension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: authorityIdOf(issuer) })),
      ...(order.keyUsage === 0 ? [] : [extension(id_ce_keyUsage, new KeyUsage(order.keyUsage), true)]),
      ...(order.extendedKeyUsage.length === 0
        ? []
        : [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...order.extendedKeyUsage]))]),
      ...(order.alternativeNames === undefined
        ? []
        : // Where there is no subject, nothing else says whose certificate it is (4.2.1.6).
          [extension(id_ce_subjectAltName, order.alternativeNames, order.subject.length === 0)]),
    ]),
  });
  const signed = AsnConvert.serialize(body);
  const certificate = new Certificate({
    tbsCertificate: body,
    tbsCertificateRaw: signed,
    signatureAlgorithm: algorithm,
    signatureValue: toArrayBuffer(sign(hash, Buffer.from(signed), authority.privateKey)),
  });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString();
}

const rsa: Readonly<Record<HashName, string>> = {
  SHA1: '1.2.840.113549.1.1.5',
  SHA256: '1.2.840.113549.1.1.11',
  SHA384: '1.2.840.113549.1.1.12',
  SHA512: '1.2.840.113549.1.1.13',
};
const ecdsa: Readonly<Record<HashName, string>> = {
  SHA1: '1.2.840.10045.4.1',
  SHA256: '1.2.840.10045.4.3.2',
  SHA384: '1.2.840.10045.4.3.3',
  SHA512: '1.2.840.10045.4.3.4',
};
const edwards: Readonly<Record<string, string>> = { ed25519: '1.3.101.112', ed448: '1.3.101.113' };

function signatureOf(key: KeyObject, name: HashName): { algorithm: AlgorithmIdentifier; hash: string | null } {
  const type = key.asymmetricKeyType ?? '';
  const hash = name.toLowerCase();
  // RFC 3279, 2.2.1: the parameters of RSA are NULL; those of the others are absent.
  if (type === 'rsa') return { algorithm: new AlgorithmIdentifier({ algorithm: rsa[name], parameters: null }), hash };
  if (type === 'ec') return { algorithm: new AlgorithmIdentifier({ algorithm: ecdsa[name] }), hash };
  const own = edwards[type];
  if (own !== undefined) return { algorithm: new AlgorithmIdentifier({ algorithm: own }), hash: null };
  throw new ActionError('CertificateError', 'The key of the authority must be RSA, on an elliptic curve, or Ed25519');
}

function toKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(key.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);
}

function extension(id: string, value: object, critical = false): Extension {
  const bytes = value instanceof ArrayBuffer ? value : AsnConvert.serialize(value);
  return new Extension({ extnID: id, critical, extnValue: new OctetString(bytes) });
}

/** RFC 5280, 4.2.1.2, method 1. */
function identifierOf({ subjectPublicKey }: SubjectPublicKeyInfo): ArrayBuffer {
  return toArrayBuffer(createHash('sha1').update(Buffer.from(subjectPublicKey)).digest());
}

/** As the authority calls its key itself, where it does. */
function authorityIdOf({ extensions = new Extensions(), subjectPublicKeyInfo }: TBSCertificate): KeyIdentifier {
  const own = [...extensions].find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier)?.extnValue;
  const id = own === undefined ? undefined : AsnConvert.parse(own, SubjectKeyIdentifier).buffer;
  return new KeyIdentifier(id ?? identifierOf(subjectPublicKeyInfo));
}

/** 127 bits that cannot be foreseen. */
function randomSerial(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** An INTEGER of ASN.1: as short as it can be, with a first bit that says that it is not negative. */
function toInteger(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = bytes.subarray(first);
  return (significant[0] ?? 0) < 0x80 ? significant : Buffer.concat([Buffer.from([0]), significant]);
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
