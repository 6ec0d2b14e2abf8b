import { hideArchiveSecrets } from './archive-config.ts';
import type { ArchiveConfig } from './schemas.ts';
import type { ApplicationRow } from './store.ts';
import type { Summaries } from './summaries.ts';

/** An application as the API returns it; with the organization's name where one owns it. */
export function toApplication(
  row: ApplicationRow,
  {
    summary,
    organizationName,
  }: { summary: ReturnType<Summaries['ofApplication']>; organizationName: string | undefined },
) {
  return {
    id: row.id,
    applicationId: row.id,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    ownerId: row.owner_id,
    ownerType: row.owner_type,
    ...(organizationName === undefined ? {} : { organizationName }),
    name: row.name,
    description: row.description,
    ...(row.endpoint_slug === null ? {} : { endpointSlug: row.endpoint_slug }),
    ...(row.exp_user_token_cutoff === null ? {} : { expUserTokenCutoff: row.exp_user_token_cutoff.toISOString() }),
    endpointDefaultCors: row.endpoint_default_cors,
    globals: row.globals,
    ftueTracking: row.ftue_tracking,
    ...(row.archive_config === null ? {} : { archiveConfig: hideArchiveSecrets(row.archive_config as ArchiveConfig) }),
    ...(row.data_ttl === null ? {} : { dataTTL: row.data_ttl }),
    ...(row.applied_template_ids.length === 0 ? {} : { appliedTemplateIds: row.applied_template_ids }),
    summary,
    _type: 'application' as const,
    _links: { self: { href: `/applications/${row.id}` } },
  };
}
