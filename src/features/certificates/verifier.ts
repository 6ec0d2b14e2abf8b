import type { TagPair, TagPattern } from '../../kernel/tags.ts';
import { tagsMatch } from '../../kernel/tags.ts';
import type { Database } from '../../platform/database/database.ts';
import { parseCertificate } from './certificate.ts';
import { findAnchor, judgeDates } from './chain.ts';
import { toFingerprint } from './fingerprint.ts';
import { findAnchors, findByFingerprint } from './store.ts';

/** What a certificate allows the devices that use it. */
export interface CertificateGrant {
  readonly certificateRowId: number;
  /** SHA-256 as OpenSSL prints it; it is no secret. */
  readonly fingerprint: string;
  /** The authority that the certificate was found to be signed by. */
  readonly authorityRowId: number;
  /** Epoch ms; when the certificate, or that of its authority, expires. */
  readonly expiresAt: number;
  readonly applicationRowId: number;
  readonly applicationId: string;
  readonly deviceIds: readonly string[];
  readonly deviceTags: readonly TagPattern[];
  readonly filterType: string;
  readonly pubTopics: readonly string[];
  readonly subTopics: readonly string[];
}

/** What came of checking a certificate; `applicationId` is the one that it is registered in. `refused` is a clause. */
export type CertificateCheck =
  | { readonly grant: CertificateGrant }
  | { readonly refused: string; readonly applicationId?: string };

/** Finds out what a certificate is good for that a device has presented, and proved to have the key of, in a handshake. */
export class CertificateVerifier {
  readonly #database: Database;
  readonly #now: () => number;

  constructor(options: { database: Database; now: () => number }) {
    this.#database = options.database;
    this.#now = options.now;
  }

  /** @param der the device's own certificate; whatever else it has sent is not looked at */
  verify(der: Uint8Array): Promise<CertificateCheck> {
    return this.#verify(toFingerprint(der));
  }

  /** The grant of a certificate that has been verified before, in the form that its grant has; undefined when it is no longer good. */
  async findGrant(fingerprint: string): Promise<CertificateGrant | undefined> {
    const check = await this.#verify(fingerprint.replaceAll(':', '').toLowerCase());
    return 'grant' in check ? check.grant : undefined;
  }

  async #verify(fingerprint: string): Promise<CertificateCheck> {
    const { kysely } = this.#database;
    const row = await findByFingerprint(kysely, fingerprint);
    if (!row) return { refused: 'the certificate is not registered' };
    const applicationId = row.application_id;
    if (row.status !== 'active') return { refused: 'the certificate is inactive', applicationId };
    const now = this.#now();
    const certificate = parseCertificate(row.certificate);
    const dates = judgeDates(certificate, now);
    if (dates !== undefined) return { refused: `the certificate ${dates}`, applicationId };
    const found = findAnchor(
      certificate,
      await findAnchors(kysely, row.application_row_id, certificate.issuerKey),
      now,
    );
    if ('refused' in found) return { refused: `the certificate ${found.refused}`, applicationId };
    const { anchor } = found;
    const grant = {
      certificateRowId: row.device_certificate_row_id,
      fingerprint: row.info.fingerprint,
      authorityRowId: anchor.authorityRowId,
      expiresAt: Math.min(certificate.notAfter, anchor.certificate.notAfter),
      applicationRowId: row.application_row_id,
      applicationId,
      deviceIds: row.device_ids,
      deviceTags: row.device_tags,
      filterType: row.filter_type,
      pubTopics: row.pub_topics,
      subTopics: row.sub_topics,
    };
    return { grant };
  }
}

/** Whether the certificate is for this device: any listed id or any listed tag; one that lists nothing is for none. */
export function certificateCovers(
  grant: Pick<CertificateGrant, 'deviceIds' | 'deviceTags'>,
  device: { readonly id: string; readonly tags: readonly TagPair[] },
): boolean {
  return grant.deviceIds.includes(device.id) || tagsMatch(device.tags, grant.deviceTags);
}
