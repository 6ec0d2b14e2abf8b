import { markOf, redacted } from '../../platform/secrets/secret-field.ts';
import { type CredentialType, configField, schemaOf } from './configs.ts';
import type { CredentialUser } from './references.ts';
import type { CredentialRow } from './store.ts';

/** A config with a placeholder for every secret that it does not give, so that the stored one is kept. */
export function fillSecrets(type: CredentialType, given: object): object {
  return { ...Object.fromEntries(secretFields(type).map((field) => [field, redacted])), ...given };
}

export function toCredential(row: CredentialRow, applicationId: string) {
  const type = row.type as CredentialType;
  const hidden = new Set(secretFields(type));
  const shown = Object.entries(row.config).filter(([field]) => !hidden.has(field));
  return {
    id: row.id,
    credentialId: row.id,
    applicationId,
    creationDate: row.created_at.toISOString(),
    lastUpdated: row.updated_at.toISOString(),
    name: row.name,
    description: row.description,
    enabled: row.enabled,
    type,
    [configField(type)]: Object.fromEntries(shown),
    _type: 'credential' as const,
    _links: { self: { href: `/applications/${applicationId}/credentials/${row.id}` } },
  };
}

/** What names a credential, by what it is. */
export function toLinkedResources(
  { users, counts }: { users: readonly CredentialUser[]; counts: ReadonlyMap<string, number> },
  applicationId: string,
) {
  const byType = Map.groupBy(users, ({ type }) => type);
  return Object.fromEntries(
    [...byType].map(([type, found]) => [
      `${type}s`,
      {
        items: found.map(({ id, name }) => ({ id, applicationId, name, _type: type })),
        count: found.length,
        totalCount: counts.get(type) ?? found.length,
        applicationId,
      },
    ]),
  );
}

function secretFields(type: CredentialType): string[] {
  const { properties } = schemaOf(type);
  return Object.keys(properties).filter((field) => markOf(properties[field]) !== undefined);
}
