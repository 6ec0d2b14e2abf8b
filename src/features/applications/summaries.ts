import { invalid } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';
import { readStorage } from '../../platform/resources/storage-stats.ts';
import { countOwned } from './store.ts';

/** The fields that the contract's schema of `summary` requires, built or not: what is not built has none. */
const contractFields = [
  'apiTokenCount',
  'dataTableCount',
  'deviceCount',
  'deviceRecipeCount',
  'eventCount',
  'experienceDomainCount',
  'experienceEndpointCount',
  'experienceGroupCount',
  'experienceSlugCount',
  'experienceUserCount',
  'experienceVersionCount',
  'experienceViewCount',
  'fileCount',
  'flowCount',
  'integrationCount',
  'keyCount',
  'webhookCount',
] as const;

/** `summaryInclude` and `summaryExclude` as they stand in a query string, before they have been checked. */
export interface SummaryQuery {
  readonly summaryInclude?: string | readonly string[];
  readonly summaryExclude?: string | readonly string[];
}

type Counts = ReadonlyMap<string, number>;

/** The summaries of applications and owners: how many of each resource they have. */
export class Summaries {
  /** The resource type that a field counts; undefined: nothing that is built. */
  readonly #types: ReadonlyMap<string, string | undefined>;

  constructor(options: { resources: ResourceRegistry }) {
    const declared = options.resources.ofApplication.flatMap(({ summaryField, type }) =>
      summaryField === undefined ? [] : [[summaryField, type] as const],
    );
    this.#types = new Map([...contractFields.map((field) => [field, undefined] as const), ...declared]);
  }

  /** Which fields of an application's summary are wanted. @throws AppError Validation for one that does not exist */
  choose(query: SummaryQuery): ReadonlySet<string> {
    return choose(query, new Set([...this.#types.keys(), 'storageStats']));
  }

  /** As `choose`, for the summary of a user or organization, which counts more than its applications hold. */
  chooseOfOwner(query: SummaryQuery, more: readonly string[]): ReadonlySet<string> {
    return choose(query, new Set([...this.#ownerFields, 'dashCount', 'appCount', ...more]));
  }

  ofApplication(counts: Counts | undefined, wanted: ReadonlySet<string>) {
    const summary: Record<string, number | { count: number; size: number }> = {};
    for (const field of this.#types.keys()) if (wanted.has(field)) summary[field] = this.#count(counts, field);
    if (wanted.has('storageStats')) summary.storageStats = readStorage(counts);
    return summary;
  }

  /** How many applications a user or an organization owns, and how many resources of each type are in them. */
  async ofOwner(db: Queryable, owner: OwnerRef): Promise<Record<string, number>> {
    const { applications, dashboards, counts } = await countOwned(db, owner);
    const summary: Record<string, number> = { appCount: applications, dashCount: dashboards };
    for (const field of this.#ownerFields) summary[field] = this.#count(counts, field);
    return summary;
  }

  get #ownerFields(): string[] {
    return [...this.#types.keys()].filter((field) => field !== 'eventCount');
  }

  #count(counts: Counts | undefined, field: string): number {
    const type = this.#types.get(field);
    return type === undefined ? 0 : (counts?.get(type) ?? 0);
  }
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
