import { normalizeText } from '../../kernel/text.ts';
import type { Queryable } from '../../platform/database/database.ts';

/** A resource that names credentials. */
export interface CredentialUser {
  /** As `_type` says it: `flow`, `integration`. */
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/**
 * Remembers which credentials a resource names, instead of those that it named before; none when it is deleted. The
 * feature of the resource calls this in the transaction that changes it, also when only its name changes. There need not
 * be a credential of the name.
 */
export async function setCredentialReferences(
  tx: Queryable,
  applicationRowId: number,
  { type, id, name }: CredentialUser,
  credentialNames: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('credential_reference')
    .where('application_row_id', '=', applicationRowId)
    .where('resource_type', '=', type)
    .where('resource_id', '=', id)
    .execute();
  const names = [...new Set(credentialNames.map(normalizeText))];
  if (names.length === 0) return;
  await tx
    .insertInto('credential_reference')
    .values(
      names.map((credentialName) => ({
        application_row_id: applicationRowId,
        credential_name: credentialName,
        resource_type: type,
        resource_id: id,
        resource_name: name,
      })),
    )
    .execute();
}

/** What names the credential: the first `limit` by type and name, and how many there are of each type. */
export async function findCredentialUsers(
  db: Queryable,
  applicationRowId: number,
  credentialName: string,
  limit: number,
): Promise<{ users: CredentialUser[]; counts: Map<string, number> }> {
  const query = db
    .selectFrom('credential_reference')
    .where('application_row_id', '=', applicationRowId)
    .where('credential_name', '=', credentialName);
  const users = await query
    .select(['resource_type as type', 'resource_id as id', 'resource_name as name'])
    .orderBy('resource_type')
    .orderBy('resource_name')
    .orderBy('resource_id')
    .limit(limit)
    .execute();
  const counted = await query
    .select(['resource_type as type', (each) => each.fn.countAll<number>().as('count')])
    .groupBy('resource_type')
    .execute();
  return { users, counts: new Map(counted.map(({ type, count }) => [type, count])) };
}
