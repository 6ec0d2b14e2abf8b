import type { Selectable } from 'kysely';
import { notFound } from '../../../kernel/errors.ts';
import type { Principal } from '../../../kernel/principal.ts';
import type { Change } from '../../../platform/audit/change.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Standing } from '../representation.ts';
import type { DashboardService } from '../service.ts';
import type { DashboardRow } from '../store.ts';
import type { DashboardVersionTable } from '../tables.generated.ts';
import { findVersion, listVersions } from '../version-store.ts';
import { compareDocuments, toDocument } from './document.ts';

type VersionRow = Selectable<DashboardVersionTable>;

/** Former saves of a dashboard (dashboards.md, "1. The resource"). */
export class DashboardVersions {
  readonly #database: Database;
  readonly #dashboards: DashboardService;

  constructor(options: { database: Database; dashboards: DashboardService }) {
    this.#database = options.database;
    this.#dashboards = options.dashboards;
  }

  /** The newest fifty, newest first. */
  async list(row: DashboardRow) {
    const rows = await listVersions(this.#database.kysely, row.dashboard_row_id);
    return { count: rows.length, items: rows.map((version) => toVersion(version, row)) };
  }

  /** @throws AppError NotFound */
  async get(row: DashboardRow, versionId: string, standing: Standing) {
    const version = await this.#require(row, versionId);
    const { reportConfigs, ...document } = version.document;
    return {
      ...toVersion({ ...version, name: document.name, block_count: document.blocks.length }, row),
      // To whom reports go is not for those who only look (dashboards.md, "10. Reports").
      document: standing === 'collaborate' ? { ...document, reportConfigs } : document,
    };
  }

  /** What differs between a version and another one, or what the dashboard is now. @throws AppError NotFound */
  async compare(row: DashboardRow, versionId: string, to: string | undefined, standing: Standing) {
    const before = await this.#require(row, versionId);
    const after = to === undefined ? undefined : await this.#require(row, to);
    const changes = compareDocuments(before.document, after?.document ?? toDocument(row));
    return {
      from: before.id,
      to: after?.id ?? 'current',
      changes: standing === 'collaborate' ? changes : changes.filter(({ part }) => part !== 'reportConfigs'),
    };
  }

  /** Saves a version anew, under the rights of whoever does it. @throws AppError NotFound, and as a PATCH does */
  async restore(
    principal: Principal,
    row: DashboardRow,
    versionId: string,
    options: { change: Change; ifMatch: string | undefined },
  ): Promise<DashboardRow> {
    const { document } = await this.#require(row, versionId);
    const { signalbox, ...body } = document;
    // Types of blocks that a later version has brought along are kept, although a PATCH could not send them.
    return this.#dashboards.patch(principal, row, { ...body, signalbox: signalbox ?? {} } as never, options);
  }

  async #require(row: DashboardRow, versionId: string): Promise<VersionRow> {
    const version = await findVersion(this.#database.kysely, row.dashboard_row_id, versionId);
    if (!version) throw notFound('Version');
    return version;
  }
}

function toVersion(
  version: Omit<VersionRow, 'document' | 'dashboard_row_id' | 'dashboard_version_row_id'> & {
    readonly name: string;
    readonly block_count: number;
  },
  row: DashboardRow,
) {
  return {
    id: version.id,
    versionId: version.id,
    creationDate: version.created_at.toISOString(),
    revision: Number(version.revision),
    ...(version.saved_by === null ? {} : { savedBy: version.saved_by }),
    name: version.name,
    blockCount: version.block_count,
    isCurrent: Number(version.revision) === Number(row.revision),
  };
}
