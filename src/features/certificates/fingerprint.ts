import { createHash } from 'node:crypto';

/** As OpenSSL prints it, for people: `AB:CD:…`. */
export function fingerprintOf(der: Uint8Array): string {
  return (toFingerprint(der).toUpperCase().match(/../g) ?? []).join(':');
}

/** SHA-256 of a certificate's DER, in hex: how certificates are found. */
export function toFingerprint(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}
