import { X509Certificate } from 'node:crypto';

/** A leaf, two authorities between, and room for cross-signed ones. */
const maxCertificates = 10;

/** Reads certificates in PEM, one after the other. @throws Error in words for people when they cannot be read */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('the file holds no certificate');
  if (blocks.length > maxCertificates) throw new Error(`the file holds more than ${maxCertificates} certificates`);
  return blocks.map((block) => {
    try {
      return new X509Certificate(block);
    } catch (cause) {
      throw new Error('a certificate cannot be read', { cause });
    }
  });
}

/**
 * Checks that the first certificate is for a host name, and that a chain through the others leads to a trusted root, each
 * valid at the time (RFC 5280, 6).
 *
 * @param options.now epoch ms
 * @returns until when all of it is valid, in epoch ms
 * @throws Error in words for people
 */
export function checkChain(
  [leaf, ...others]: readonly X509Certificate[],
  options: { host: string; roots: readonly X509Certificate[]; now: number },
): number {
  if (!leaf) throw new Error('there is no certificate');
  const { host, roots, now } = options;
  // The name must stand among the alternative names; a common name alone counts for nothing.
  if (leaf.checkHost(host, { subject: 'never', wildcards: false }) === undefined) {
    throw new Error(`the certificate is not for ${host}`);
  }
  let validUntil = checkTime(leaf, now);
  let current = leaf;
  // Each step takes a certificate from those that are left, so that it comes to an end.
  const left = new Set(others);
  for (;;) {
    const root = roots.find((each) => isIssuedBy(current, each));
    if (root) return Math.min(validUntil, checkTime(root, now));
    const issuer = [...left].find((each) => isIssuedBy(current, each));
    if (!issuer) throw new Error('the certificate is not issued by a trusted authority');
    left.delete(issuer);
    validUntil = Math.min(validUntil, checkTime(issuer, now));
    current = issuer;
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function checkTime(certificate: X509Certificate, now: number): number {
  const { validFrom, validTo } = certificate;
  const until = new Date(validTo).getTime();
  if (now < new Date(validFrom).getTime()) throw new Error('a certificate is not valid yet');
  if (now > until) throw new Error('a certificate has expired');
  return until;
}
