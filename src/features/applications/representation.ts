import { invalid } from '../../kernel/errors.ts';
import { hideSecrets } from './archive-config.ts';
import type { ArchiveConfig } from './schemas.ts';
import type { ApplicationRow } from './store.ts';

/** The fields of `summary` and the resource type that each counts. */
const summaryTypes: Readonly<Record<string, string>> = {
  apiTokenCount: 'applicationApiToken',
  dataTableCount: 'dataTable',
  deviceCount: 'device',
  deviceRecipeCount: 'deviceRecipe',
  eventCount: 'event',
  experienceDomainCount: 'experienceDomain',
  experienceEndpointCount: 'experienceEndpoint',
  experienceGroupCount: 'experienceGroup',
  experienceSlugCount: 'experienceSlug',
  experienceUserCount: 'experienceUser',
  experienceVersionCount: 'experienceVersion',
  experienceViewCount: 'experienceView',
  fileCount: 'file',
  flowCount: 'flow',
  integrationCount: 'integration',
  keyCount: 'applicationKey',
  webhookCount: 'webhook',
};
const summaryFields = new Set([...Object.keys(summaryTypes), 'storageStats']);
/** As `summaryTypes`, for everything that a user or an organization owns. */
const ownerSummaryTypes = Object.fromEntries(
  Object.entries({ ...summaryTypes, dashCount: 'dashboard' }).filter(([field]) => field !== 'eventCount'),
);

/** `summaryInclude` and `summaryExclude` as they stand in a query string, before `chooseSummary` has checked them. */
export interface SummaryQuery {
  readonly summaryInclude?: string | readonly string[];
  readonly summaryExclude?: string | readonly string[];
}

/** Which summary fields the caller wants. @throws AppError Validation for a field that does not exist. */
export function chooseSummary(query: SummaryQuery): ReadonlySet<string> {
  return choose(query, summaryFields);
}

/** As `chooseSummary`, for the summary of a user or organization, which counts more than its applications hold. */
export function chooseOwnerSummary(query: SummaryQuery, more: readonly string[]): ReadonlySet<string> {
  return choose(query, new Set([...Object.keys(ownerSummaryTypes), 'appCount', ...more]));
}

/** The numbers of an owner's summary, from how many applications it has and how many resources of each type they hold. */
export function toOwnerSummary(applications: number, counts: ReadonlyMap<string, number>): Record<string, number> {
  const summary: Record<string, number> = { appCount: applications };
  for (const [field, type] of Object.entries(ownerSummaryTypes)) summary[field] = counts.get(type) ?? 0;
  return summary;
}

function choose(query: SummaryQuery, known: ReadonlySet<string>): ReadonlySet<string> {
  if (query.summaryInclude === undefined && query.summaryExclude === undefined) return known;
  const include = readFields('summaryInclude', query.summaryInclude, known);
  const exclude = readFields('summaryExclude', query.summaryExclude, known);
  return new Set([...known].filter((field) => (include?.has(field) ?? true) && !exclude?.has(field)));
}

function readFields(
  parameter: string,
  value: string | readonly string[] | undefined,
  known: ReadonlySet<string>,
): Set<string> | undefined {
  if (value === undefined || value.length === 0) return undefined;
  const fields = (typeof value === 'string' ? value.split(',') : value).map((field) => field.trim());
  const unknown = fields.find((field) => !known.has(field));
  if (unknown !== undefined) throw invalid(parameter, `contains an unknown summary field: ${unknown}`);
  return new Set(fields);
}

/** An application as the API answers it. */
export function toApplication(
  row: ApplicationRow,
  counts: ReadonlyMap<string, number> | undefined,
  wanted: ReadonlySet<string>,
) {
  const summary: Record<string, number | { count: number; size: number }> = {};
  for (const [field, type] of Object.entries(summaryTypes)) {
    if (wanted.has(field)) summary[field] = counts?.get(type) ?? 0;
  }
  if (wanted.has('storageStats')) summary.storageStats = { count: counts?.get('file') ?? 0, size: 0 };
  return {
    id: row.id,
    applicationId: row.id,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    ownerId: row.owner_id,
    ownerType: row.owner_type,
    name: row.name,
    description: row.description,
    ...(row.endpoint_slug === null ? {} : { endpointSlug: row.endpoint_slug }),
    ...(row.exp_user_token_cutoff === null ? {} : { expUserTokenCutoff: row.exp_user_token_cutoff.toISOString() }),
    endpointDefaultCors: row.endpoint_default_cors,
    globals: row.globals,
    ftueTracking: row.ftue_tracking,
    ...(row.archive_config === null ? {} : { archiveConfig: hideSecrets(row.archive_config as ArchiveConfig) }),
    ...(row.data_ttl === null ? {} : { dataTTL: row.data_ttl }),
    summary,
    _type: 'application' as const,
    _links: { self: { href: `/applications/${row.id}` } },
  };
}
