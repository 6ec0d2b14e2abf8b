import type { TagPair } from '../../kernel/tags.ts';
import { grantCovers, type KeyGrant } from '../application-keys/index.ts';
import { type CertificateGrant, certificateCovers } from '../certificates/index.ts';

/** What a connection rests on: an access key, or a certificate. */
export type DeviceGrant = KeyGrant | CertificateGrant;

export function isCertificate(grant: DeviceGrant): grant is CertificateGrant {
  return 'certificateRowId' in grant;
}

/** Whether the device may use the key or the certificate. */
export function coversDevice(grant: DeviceGrant, device: { id: string; tags: readonly TagPair[] }): boolean {
  return isCertificate(grant) ? certificateCovers(grant, device) : grantCovers(grant, device);
}

/** In words, for what goes for all of its kind: "the access key does not allow it". */
export function nameKind(grant: DeviceGrant): 'access key' | 'certificate' {
  return isCertificate(grant) ? 'certificate' : 'access key';
}

/** The kind and the name, for `DeviceAuthenticator.readmit`. */
export function nameAccess(grant: DeviceGrant): string {
  return `${isCertificate(grant) ? 'certificate' : 'key'} ${nameGrant(grant)}`;
}

/** The key, or the certificate's fingerprint. */
export function nameGrant(grant: DeviceGrant): string {
  return isCertificate(grant) ? grant.fingerprint : grant.key;
}
