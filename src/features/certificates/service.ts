import { checkCustomTopics } from '../../kernel/custom-topics.ts';
import { AppError, invalid, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ApplicationRef } from '../../kernel/owner.ts';
import { type PageQuery, pageAnswer, readPage } from '../../kernel/paging.ts';
import type { Change } from '../../platform/audit/change.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Database, Queryable } from '../../platform/database/database.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { insertResource, removeResource, updateResource } from '../../platform/resources/changes.ts';
import type { DeviceDirectory } from '../devices/index.ts';
import type { Certificate } from './certificate.ts';
import { findAnchor } from './chain.ts';
import { toFingerprint } from './fingerprint.ts';
import { deviceCertificateResource } from './resource.ts';
import { readDeviceCertificate } from './rules.ts';
import type { CertificatePatch, CertificatePost } from './schemas.ts';
import {
  type CertificateRow,
  certificateColumns,
  deleteCertificate,
  findAnchors,
  findCertificate,
  insertCertificate,
  listCertificates,
  updateCertificate,
} from './store.ts';

/** Certificates that devices log in with (resources.md, "Device certificates"). */
export class DeviceCertificateService {
  readonly #database: Database;
  readonly #bus: Bus;
  readonly #directory: Pick<DeviceDirectory, 'findAllIn'>;
  readonly #now: () => number;

  constructor(options: {
    database: Database;
    bus: Bus;
    directory: Pick<DeviceDirectory, 'findAllIn'>;
    now: () => number;
  }) {
    this.#database = options.database;
    this.#bus = options.bus;
    this.#directory = options.directory;
    this.#now = options.now;
  }

  async list({ applicationRowId, applicationId }: ApplicationRef, query: PageQuery) {
    const page = readPage(query, {
      sortFields: Object.keys(certificateColumns.sort),
      filterFields: Object.keys(certificateColumns.filter),
      defaultSort: 'certificateInfo.commonName',
    });
    const { rows, totalCount } = await listCertificates(this.#database.kysely, applicationRowId, page);
    return {
      ...pageAnswer(
        rows.map((row) => toAnswer(row, applicationId)),
        totalCount,
        page,
      ),
      applicationId,
      _type: 'applicationCertificates',
      _links: { self: { href: `/applications/${applicationId}/certificates` } },
    };
  }

  async create(application: ApplicationRef, body: CertificatePost, change: Change) {
    const { applicationRowId, applicationId } = application;
    checkCustomTopics(body);
    const certificate = readDeviceCertificate(body.certificate, this.#now());
    const deviceIds = body.deviceIds ?? [];
    await this.#checkDevices(application, deviceIds);
    const now = new Date(this.#now());
    const row = await inTransaction(this.#database, async (tx) => {
      await this.#checkSigned(tx, applicationRowId, certificate);
      const inserted = await insertCertificate(tx, {
        id: newId(),
        application_row_id: applicationRowId,
        status: body.status ?? 'active',
        description: body.description ?? '',
        device_ids: JSON.stringify(deviceIds),
        device_tags: JSON.stringify(body.deviceTags ?? []),
        filter_type: body.filterType ?? 'all',
        pub_topics: JSON.stringify(body.pubTopics ?? []),
        sub_topics: JSON.stringify(body.subTopics ?? []),
        ...toColumns(certificate),
        created_at: now,
        updated_at: now,
      });
      await insertResource(tx, deviceCertificateResource, inserted, { change });
      return inserted;
    }).catch(refuseTaken);
    return toAnswer(row, applicationId);
  }

  async get({ applicationRowId, applicationId }: ApplicationRef, id: string) {
    const row = await findCertificate(this.#database.kysely, applicationRowId, id);
    if (!row) throw notFound(deviceCertificateResource.label);
    return toAnswer(row, applicationId);
  }

  async patch({ applicationRowId, applicationId }: ApplicationRef, id: string, body: CertificatePatch, change: Change) {
    checkCustomTopics(body);
    const certificate =
      body.certificate === undefined ? undefined : readDeviceCertificate(body.certificate, this.#now());
    const row = await inTransaction(this.#database, async (tx) => {
      if (certificate) await this.#checkSigned(tx, applicationRowId, certificate);
      const changed = await updateCertificate(tx, applicationRowId, id, {
        ...(certificate ? toColumns(certificate) : {}),
        ...(body.status === undefined ? {} : { status: body.status }),
        ...(body.description === undefined ? {} : { description: body.description }),
        ...(body.filterType === undefined ? {} : { filter_type: body.filterType }),
        ...(body.pubTopics === undefined ? {} : { pub_topics: JSON.stringify(body.pubTopics) }),
        ...(body.subTopics === undefined ? {} : { sub_topics: JSON.stringify(body.subTopics) }),
        updated_at: new Date(this.#now()),
      });
      if (!changed) throw notFound(deviceCertificateResource.label);
      await updateResource(tx, deviceCertificateResource, changed, { change });
      // A new description changes nothing for connected devices; anything else may have taken something from them.
      if (Object.keys(body).some((field) => field !== 'description')) this.#announce(tx, applicationId, changed);
      return changed;
    }).catch(refuseTaken);
    return toAnswer(row, applicationId);
  }

  async delete(
    { applicationRowId, applicationId }: ApplicationRef,
    id: string,
    change: Change,
  ): Promise<{ success: true }> {
    await inTransaction(this.#database, async (tx) => {
      const deleted = await deleteCertificate(tx, applicationRowId, id);
      if (!deleted) throw notFound(deviceCertificateResource.label);
      await removeResource(tx, deviceCertificateResource, deleted, { change });
      this.#announce(tx, applicationId, deleted);
    });
    return { success: true };
  }

  #announce(tx: Queryable, applicationId: string, row: CertificateRow): void {
    this.#bus.announce(tx, 'certificate.changed', { applicationId, certificateRowId: row.device_certificate_row_id });
  }

  async #checkDevices(application: ApplicationRef, deviceIds: readonly string[]): Promise<void> {
    const found = new Set((await this.#directory.findAllIn(application, deviceIds)).map(({ deviceId }) => deviceId));
    const index = deviceIds.findIndex((id) => !found.has(id));
    if (index >= 0) throw invalid(`deviceIds[${index}]`, `names no device of the application: ${deviceIds[index]}`);
  }

  async #checkSigned(tx: Queryable, applicationRowId: number, certificate: Certificate): Promise<void> {
    const anchors = await findAnchors(tx, applicationRowId, certificate.issuerKey);
    const found = findAnchor(certificate, anchors, this.#now());
    if ('refused' in found) throw invalid('certificate', found.refused);
  }
}

function refuseTaken(error: unknown): never {
  if (isUniqueViolation(error, 'device_certificate_fingerprint')) {
    throw new AppError('Conflict', 'certificate is registered on this installation already', { cause: error });
  }
  throw error;
}

function toColumns({ x509, info }: Certificate) {
  return {
    certificate: x509.raw,
    fingerprint: toFingerprint(x509.raw),
    common_name: info.commonName,
    info: JSON.stringify(info),
  };
}

function toAnswer(row: CertificateRow, applicationId: string) {
  return {
    id: row.id,
    applicationCertificateId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    status: row.status,
    description: row.description,
    deviceIds: row.device_ids,
    deviceTags: row.device_tags,
    certificateInfo: row.info,
    filterType: row.filter_type,
    pubTopics: row.pub_topics,
    subTopics: row.sub_topics,
    _type: 'applicationCertificate' as const,
    _links: { self: { href: `/applications/${applicationId}/certificates/${row.id}` } },
  };
}
