import type { BundleKind } from '../../platform/bundles/bundle-kind.ts';
import { eachRecord, pickFields, recordCheck } from '../../platform/bundles/check-record.ts';
import { byName, matchByKey, nameOf, resourcesByName } from '../../platform/bundles/named-rows.ts';
import { toWebhook } from './representation.ts';
import { webhookResource } from './resource.ts';
import { type WebhookPost, webhookPost } from './schemas.ts';
import type { WebhookService } from './service.ts';
import { listAllWebhooks } from './store.ts';
import { isToken, newToken } from './token.ts';

const check = recordCheck<WebhookPost>(webhookPost);
/** Known to whoever sends, so no part of what others are given (resources.md, "Export, import, clone, templates"). */
const secrets: ReadonlySet<string> = new Set(['basicAuthPassword']);

/** Webhooks of bundles: `webhooks.yaml`. Each gets a token of its own, and with it a URL. */
export function webhookBundleKind(webhooks: WebhookService): BundleKind {
  return {
    resourceType: 'Webhook',
    type: webhookResource.type,
    label: 'webhooks',
    mints: { webhookToken: { field: 'token', make: newToken } },
    async match(tx, records, { applicationRowId }) {
      const rows = await listAllWebhooks(tx, applicationRowId);
      const matched = matchByKey(records, { rows, keyOfRow: ({ name }) => name, keyOf: nameOf });
      return new Map([...matched].map(([key, { id, token }]) => [key, { id, minted: { webhookToken: token } }]));
    },
    async insert(steps, records, bundle) {
      const used = new Set<string>();
      await eachRecord({ steps, records, bundle }, async (tx, record) => {
        const { token } = record.fields;
        const { basicAuthPassword: _none, ...fields } = pickFields(record.fields, webhookPost);
        const body = check(fields);
        const same = record.present?.id;
        if (same !== undefined) {
          // Its URL stays, and so does a secret that the bundle does not know.
          const { verificationCode, ...known } = body;
          const change = verificationCode ? body : known;
          return bundle.found(record, () => webhooks.change(tx, bundle.application, same, change));
        }
        // Only what the server has made for a placeholder: a token of another webhook must not be taken.
        const isMade = typeof token === 'string' && bundle.isMinted(token) && !used.has(token) && isToken(token);
        if (isMade) used.add(token);
        if (body.basicAuthUsername) bundle.warn(record, 'has no basic authentication password any more: set it again');
        if (body.verificationCode === '' && (body.verificationType ?? 'none') !== 'none') {
          bundle.warn(record, 'has no verification code any more, where it had one: set it again');
        }
        await webhooks.insert(tx, bundle.application, body, { id: record.id, ...(isMade ? { token } : {}) });
        bundle.stored(record);
      });
    },
    async export(db, { applicationRowId, applicationId }) {
      const rows = await listAllWebhooks(db, applicationRowId);
      const exported = resourcesByName('webhooks.yaml', rows, (row) => {
        const { id, token, ...fields } = toWebhook(row, { applicationId, base: '' });
        const kept = Object.entries(pickFields(fields, webhookPost)).filter(([name]) => !secrets.has(name));
        // A code that the sender knows as well is a secret; one that is looked up among the globals is none.
        const { verificationCode } = fields;
        const code = verificationCode.startsWith('{{') ? verificationCode : '';
        return { id, token, ...Object.fromEntries(kept), verificationCode: code };
      });
      const tokens = byName(rows).map(({ token, name }) => ({ id: token, name, type: 'webhookToken' }));
      return { ...exported, named: [...exported.named, ...tokens] };
    },
  };
}
