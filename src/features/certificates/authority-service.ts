import { notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import { certificateAuthorityResource } from './resource.ts';
import { readAuthorities } from './rules.ts';
import type { AuthorityPatch, AuthorityPost } from './schemas.ts';
import {
  type AuthorityRow,
  authorityColumns,
  deleteAuthority,
  findAuthority,
  insertAuthority,
  listAuthorities,
  updateAuthority,
} from './store.ts';

/** Whom an application trusts to sign the certificates of its devices (resources.md, "Device certificates"). */
export class CertificateAuthorityService {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #now: () => number;

  constructor(options: { database: Database; bus: Bus; now: () => number }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(authorityColumns.sort),
      filterFields: Object.keys(authorityColumns.filter),
      defaultSort: 'name',
    });
    const { rows, totalCount } = await listAuthorities(this.#database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toAuthority(row, applicationId)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'applicationCertificateAuthorities',
      _links: { self: { href: `/applications/${applicationId}/certificate-authorities` } },
    };
  }

  async create({ applicationRowId, applicationId }: ApplicationRef, body: AuthorityPost, change: Change) {
    const bundle = toColumns(body.caBundle);
    const now = new Date(this.#now());
    const row = await inTransaction(this.#database, async (tx) => {
      const inserted = await insertAuthority(tx, {
        id: newId(),
        application_row_id: applicationRowId,
        name: body.name,
        description: body.description ?? '',
        status: body.status ?? 'active',
        ...bundle,
        created_at: now,
        updated_at: now,
      });
      await insertResource(tx, certificateAuthorityResource, inserted, { change });
      return inserted;
    });
    return toAuthority(row, applicationId);
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findAuthority(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(certificateAuthorityResource.label);
    return toAuthority(row, applicationId);
  }

  async patch({ applicationRowId, applicationId }: ApplicationRef, id: string, body: AuthorityPatch, change: Change) {
    const bundle = body.caBundle === undefined ? {} : toColumns(body.caBundle);
    const row = await inTransaction(this.#database, async (tx) => {
      const changed = await updateAuthority(tx, applicationRowId, id, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.status === undefined ? {} : { status: body.status }),
        ...bundle,
        updated_at: new Date(this.#now()),
      });
      if (!changed) throw notFound(certificateAuthorityResource.label);
      await updateResource(tx, certificateAuthorityResource, changed, { change });
      if (body.status !== undefined || body.caBundle !== undefined) this.#announce(tx, applicationId, changed);
      return changed;
    });
    return toAuthority(row, applicationId);
  }

  async delete(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    change: Change,
  ): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteAuthority(tx, applicationRowId, id);
      if (!deleted) throw notFound(certificateAuthorityResource.label);
      await removeResource(tx, certificateAuthorityResource, deleted, { change });
      this.#announce(tx, applicationId, deleted);
    });
    return { success: true };
  }

  #announce(tx: Parameters<Bus['announce']>[0], applicationId: string, row: AuthorityRow): void {
    this.#bus.announce(tx, 'certificateAuthority.changed', {
      applicationId,
      authorityRowId: row.certificate_authority_row_id,
    });
  }
}

function toColumns(caBundle: string) {
  const certificates = readAuthorities(caBundle);
  return {
    ca_bundle: caBundle,
    ca_info: JSON.stringify(certificates.map(({ info }) => info)),
    subjects: JSON.stringify([...new Set(certificates.map(({ subjectKey }) => subjectKey))]),
  };
}

function toAuthority(row: AuthorityRow, applicationId: string) {
  return {
    id: row.id,
    applicationCertificateAuthorityId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    status: row.status,
    name: row.name,
    description: row.description,
    caBundle: row.ca_bundle,
    caInfo: row.ca_info,
    _type: 'applicationCertificateAuthority' as const,
    _links: { self: { href: `/applications/${applicationId}/certificate-authorities/${row.id}` } },
  };
}
