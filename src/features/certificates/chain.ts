import type { Certificate } from './certificate.ts';

/** A certificate that an application trusts to sign those of its devices. */
export interface Anchor {
  readonly certificate: Certificate;
  /** The authority whose bundle holds it. */
  readonly authorityRowId: number;
}

/** Why a certificate is not valid at a time, as a clause; undefined when its dates hold. */
export function judgeDates({ notBefore, notAfter, info }: Certificate, now: number): string | undefined {
  if (now < notBefore) return `is not valid before ${info.notValidBefore}`;
  return now > notAfter ? `has expired: ${info.notValidAfter}` : undefined;
}

/**
 * Looks for the one that has signed a certificate. Each certificate of an authority's bundle is trusted by itself, so a
 * chain is one step long: whoever trusts an intermediate authority need not trust the root above it.
 *
 * @param now epoch ms
 * @returns the anchor whose dates hold, or why there is none, as a clause
 */
export function findAnchor(
  certificate: Certificate,
  anchors: readonly Anchor[],
  now: number,
): { readonly anchor: Anchor } | { readonly refused: string } {
  let refused = 'is not signed by an active certificate authority of the application';
  for (const anchor of anchors) {
    if (!hasSigned(anchor.certificate, certificate)) continue;
    const dates = judgeDates(anchor.certificate, now);
    if (dates === undefined) return { anchor };
    refused = `is signed by an authority whose own certificate ${dates}`;
  }
  return { refused };
}

function hasSigned({ x509: issuer }: Certificate, { x509 }: Certificate): boolean {
  try {
    return x509.checkIssued(issuer) && x509.verify(issuer.publicKey);
  } catch {
    // A signature by an algorithm that does not fit the issuer's key is none.
    return false;
  }
}
