import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { PageRequest } from '../../kernel/paging.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { readRowsOfPage } from '../../platform/database/page.ts';
import type { Anchor } from './chain.ts';
import { readPem } from './pem.ts';
import type { CertificateAuthorityTable, DeviceCertificateTable } from './tables.generated.ts';

export type AuthorityRow = Selectable<CertificateAuthorityTable>;
export type CertificateRow = Selectable<DeviceCertificateTable>;

export const authorityColumns = {
  sort: { name: 'name', status: 'status', id: 'id', creationDate: 'created_at', lastUpdated: 'updated_at' },
  filter: { name: 'name', status: 'status' },
  unique: 'certificate_authority_row_id',
} as const;
export const certificateColumns = {
  sort: {
    'certificateInfo.commonName': 'common_name',
    status: 'status',
    id: 'id',
    creationDate: 'created_at',
    lastUpdated: 'updated_at',
  },
  filter: { 'certificateInfo.commonName': 'common_name', status: 'status' },
  unique: 'device_certificate_row_id',
} as const;

export function listAuthorities(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('certificate_authority').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, authorityColumns);
}

export function findAuthority(db: Queryable, applicationRowId: number, id: string): Promise<AuthorityRow | undefined> {
  return db
    .selectFrom('certificate_authority')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

export function insertAuthority(tx: Queryable, row: Insertable<CertificateAuthorityTable>): Promise<AuthorityRow> {
  return tx.insertInto('certificate_authority').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateAuthority(
  tx: Queryable,
  applicationRowId: number,
  id: string,
  changes: Updateable<CertificateAuthorityTable>,
): Promise<AuthorityRow | undefined> {
  return tx
    .updateTable('certificate_authority')
    .set(changes)
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function deleteAuthority(
  tx: Queryable,
  applicationRowId: number,
  id: string,
): Promise<AuthorityRow | undefined> {
  return tx
    .deleteFrom('certificate_authority')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** As many authorities of one name are looked at; a certificate of a further one is not found to be signed. */
const maxAuthorities = 100;

/** The certificates by this name that the application's active authorities hold: those that may have signed something. */
export async function findAnchors(db: Queryable, applicationRowId: number, subjectKey: string): Promise<Anchor[]> {
  const rows = await db
    .selectFrom('certificate_authority')
    .where('application_row_id', '=', applicationRowId)
    .where('status', '=', 'active')
    .where(sql<boolean>`subjects @> ${JSON.stringify([subjectKey])}::jsonb`)
    .orderBy('certificate_authority_row_id')
    .limit(maxAuthorities)
    .select(['certificate_authority_row_id', 'ca_bundle'])
    .execute();
  return rows.flatMap((row) =>
    readPem('caBundle', row.ca_bundle)
      .filter((certificate) => certificate.subjectKey === subjectKey)
      .map((certificate) => ({ certificate, authorityRowId: row.certificate_authority_row_id })),
  );
}

export function listCertificates(db: Queryable, applicationRowId: number, page: PageRequest) {
  const query = db.selectFrom('device_certificate').where('application_row_id', '=', applicationRowId).selectAll();
  return readRowsOfPage(query, page, certificateColumns);
}

export function findCertificate(
  db: Queryable,
  applicationRowId: number,
  id: string,
): Promise<CertificateRow | undefined> {
  return db
    .selectFrom('device_certificate')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .selectAll()
    .executeTakeFirst();
}

/** The certificate that a device presents, with its application; undefined when that is deleted. */
export function findByFingerprint(db: Queryable, fingerprint: string) {
  return db
    .selectFrom('device_certificate as certificate')
    .innerJoin(
      'application_directory as application',
      'application.application_row_id',
      'certificate.application_row_id',
    )
    .where('certificate.fingerprint', '=', fingerprint)
    .where('application.deleted_at', 'is', null)
    .selectAll('certificate')
    .select('application.id as application_id')
    .executeTakeFirst();
}

export function insertCertificate(tx: Queryable, row: Insertable<DeviceCertificateTable>): Promise<CertificateRow> {
  return tx.insertInto('device_certificate').values(row).returningAll().executeTakeFirstOrThrow();
}

export function updateCertificate(
  tx: Queryable,
  applicationRowId: number,
  id: string,
  changes: Updateable<DeviceCertificateTable>,
): Promise<CertificateRow | undefined> {
  return tx
    .updateTable('device_certificate')
    .set(changes)
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

export function deleteCertificate(
  tx: Queryable,
  applicationRowId: number,
  id: string,
): Promise<CertificateRow | undefined> {
  return tx
    .deleteFrom('device_certificate')
    .where('application_row_id', '=', applicationRowId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}
