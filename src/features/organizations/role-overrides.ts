import { invalid } from '../../kernel/errors.ts';
import type { OrganizationRef } from '../../kernel/owner.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { findNamed } from '../../platform/resources/find-named.ts';
import type { ResourceRegistry } from '../../platform/resources/resource.ts';
import type { RoleOverride } from './tables.ts';

/** The fields that give other roles for single resources, with the type of those. */
const typeOf = { applicationRoles: 'application', dashboardRoles: 'dashboard' } as const;
export type RoleField = keyof typeof typeOf;

/** What `toStoredRoles` looks at. */
interface RolesContext {
  readonly resources: ResourceRegistry;
  readonly organization: OrganizationRef;
  /** Those that are stored: where something has gone since, its role goes too, for what was read can be sent back. */
  readonly stored?: readonly RoleOverride[];
}

/**
 * Roles for single resources as they are stored: of those that the organization has, ids in the form in which they are looked up.
 *
 * @throws AppError Validation naming the entry whose resource has one already, because nobody could say which role counts, or
 *   is none of the organization's
 */
export async function toStoredRoles(
  tx: Queryable,
  field: RoleField,
  overrides: readonly RoleOverride[],
  { resources, organization, stored = [] }: RolesContext,
): Promise<string> {
  const given = overrides.map(({ resourceId, role }) => ({ resourceId: resourceId.toLowerCase(), role }));
  const seen = new Set<string>();
  for (const [index, { resourceId }] of given.entries()) {
    if (seen.has(resourceId)) throw invalid(`${field}[${index}].resourceId`, 'is there twice');
    seen.add(resourceId);
  }
  const type = typeOf[field];
  const resource = resources.get(type);
  const found = resource ? await findNamed(tx, resource, [...seen]) : [];
  const own = new Set(found.filter(({ parentId }) => parentId === organization.organizationId).map(({ id }) => id));
  const former = new Set(stored.map(({ resourceId }) => resourceId));
  for (const [index, { resourceId }] of given.entries()) {
    if (!own.has(resourceId) && !former.has(resourceId))
      throw invalid(`${field}[${index}].resourceId`, `is no ${type} of the organization`);
  }
  return JSON.stringify(given.filter(({ resourceId }) => own.has(resourceId)));
}
