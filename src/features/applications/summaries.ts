import { invalid } from '../../kernel/errors.ts';
import type { OwnerRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';
import { readStorage, type StorageStats } from '../../platform/resources/storage-stats.ts';
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

/** Payloads by type and source, as `payloadCounts` answers. */
type PayloadCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;
type PayloadCounter = (owner: OwnerRef) => Promise<PayloadCounts>;
/** What a field of a summary holds: mostly how many there are. */
export type SummaryValue = number | StorageStats | PayloadCounts | undefined;

/** The summary of a user or an organization: numbers by field, the contents of all its files, and on request its payloads. */
export interface OwnerSummary extends Readonly<Record<string, SummaryValue>> {
  readonly appCount: number;
  readonly dashCount: number;
  readonly storageStats: StorageStats;
}

type Counts = ReadonlyMap<string, number>;

/** The summaries of applications and owners: how many of each resource they have. */
export class Summaries {
  /** The resource type that a field counts; undefined: nothing that is built. */
  readonly #types: ReadonlyMap<string, string | undefined>;

  #countPayloads: PayloadCounter | undefined;

  constructor(options: { resources: ResourceRegistry }) {
    const declared = options.resources.ofApplication.flatMap(({ summaryField, type }) =>
      summaryField === undefined ? [] : [[summaryField, type] as const],
    );
    this.#types = new Map([...contractFields.map((field) => [field, undefined] as const), ...declared]);
  }

  /** Which fields of an application's summary are wanted. @throws AppError Validation for one that does not exist */
  choose(query: SummaryQuery): ReadonlySet<string> {
    return choose(query, [...this.#types.keys(), 'storageStats']);
  }

  /** As `choose`, for the summary of a user or organization, which counts more than its applications hold. */
  chooseOfOwner(query: SummaryQuery, more: readonly string[]): ReadonlySet<string> {
    return choose(query, [...this.#ownerFields, 'dashCount', 'appCount', 'storageStats', ...more]);
  }

  ofApplication(counts: Counts | undefined, wanted: ReadonlySet<string>) {
    const summary: Record<string, number | StorageStats> = {};
    for (const field of this.#types.keys()) if (wanted.has(field)) summary[field] = this.#count(counts, field);
    if (wanted.has('storageStats')) summary.storageStats = readStorage(counts);
    return summary;
  }

  /** Has what was sent counted by whoever does so; to be called when features are created. */
  servePayloadCounts(count: PayloadCounter): void {
    this.#countPayloads = count;
  }

  /**
   * How many applications a user or an organization owns, how many resources of each type are in them, and what they have
   * sent in 30 days if that is wanted.
   */
  async ofOwner(db: Queryable, owner: OwnerRef, wanted?: ReadonlySet<string>): Promise<OwnerSummary> {
    const { applications, dashboards, counts } = await countOwned(db, owner);
    const summary: Record<string, number> = {};
    for (const field of this.#ownerFields) summary[field] = this.#count(counts, field);
    return {
      ...summary,
      appCount: applications,
      dashCount: dashboards,
      storageStats: readStorage(counts),
      ...(wanted?.has(payloads) ? { payloadCount: await this.#countPayloads?.(owner) } : {}),
    };
  }

  get #ownerFields(): string[] {
    return [...this.#types.keys()].filter((field) => field !== 'eventCount');
  }

  #count(counts: Counts | undefined, field: string): number {
    const type = this.#types.get(field);
    return type === undefined ? 0 : (counts?.get(type) ?? 0);
  }
}

/** Looking them up takes long, so they are there only for those who name them. The client's examples name them everywhere. */
const payloads = 'payloadCount';

function choose(query: SummaryQuery, fields: readonly string[]): ReadonlySet<string> {
  const known = new Set([...fields, payloads]);
  const include = readFields('summaryInclude', query.summaryInclude, known);
  const exclude = readFields('summaryExclude', query.summaryExclude, known);
  return new Set([...known].filter((field) => (include?.has(field) ?? field !== payloads) && !exclude?.has(field)));
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
