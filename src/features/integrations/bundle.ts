import type { BundleFields, BundleKind } from '../../platform/bundles/bundle-kind.ts';
import { eachRecord, pickFields, recordCheck } from '../../platform/bundles/check-record.ts';
import { matchByName, resourcesByName } from '../../platform/bundles/named-rows.ts';
import { redacted } from '../../platform/secrets/secret-field.ts';
import { toIntegration } from './representation.ts';
import { integrationResource } from './resource.ts';
import { type IntegrationPost, integrationPost } from './schemas.ts';
import type { IntegrationService } from './service.ts';
import { listAllIntegrations } from './store.ts';

const check = recordCheck<IntegrationPost>(integrationPost);

/**
 * Integrations of bundles: `integrations.yaml`, without their secrets. They come in disabled: nothing is connected to anything
 * before its owner has looked. One that is nothing without its secret is refused, and so is made by hand.
 */
export function integrationBundleKind(integrations: IntegrationService): BundleKind {
  return {
    resourceType: 'Integration',
    type: integrationResource.type,
    label: 'integrations',
    match: async (tx, records, { applicationRowId }) =>
      matchByName(records, await listAllIntegrations(tx, applicationRowId)),
    async insert(steps, records, bundle) {
      const { application } = bundle;
      await eachRecord({ steps, records, bundle }, async (tx, record) => {
        const body = check({ ...pickFields(record.fields, integrationPost), enabled: false });
        const same = record.present?.id;
        if (same !== undefined) {
          // Whoever has switched it on knows what it connects to.
          const { enabled: _asItIs, ...change } = body;
          return bundle.found(record, () => integrations.change(tx, application, same, change));
        }
        await integrations.insert(tx, application, body, { id: record.id });
        bundle.stored(record);
      });
    },
    async export(db, { applicationRowId, applicationId }) {
      const rows = await listAllIntegrations(db, applicationRowId);
      return resourcesByName('integrations.yaml', rows, (row) => {
        const { id, enabled: _never, ...fields } = toIntegration(row, applicationId);
        return { id, ...(withoutSecrets(pickFields(fields, integrationPost)) as BundleFields) };
      });
    },
  };
}

/** A certificate goes with its key, without which it is refused. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  const fields = value as BundleFields;
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, field]) => field !== redacted && !(name === 'certificate' && fields.privateKey === redacted))
      .map(([name, field]) => [name, withoutSecrets(field)]),
  );
}
