import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { listSecrets, resealSecrets } from '../../platform/secrets/stored-secrets.ts';
import { readSubscriptionKeys, resealSubscriptionKeys } from './pubsub-subscriptions.ts';
import { integrationConfig } from './schemas.ts';

/** Encrypts stored secrets of integrations again where a former secret key encrypted them; returns how many rows. */
export async function resealIntegrationSecrets(tx: Queryable, secrets: SecretBox): Promise<number> {
  const rows = await tx.selectFrom('integration').select(['integration_row_id', 'config']).forUpdate().execute();
  let count = await resealSubscriptionKeys(tx, secrets);
  for (const row of rows) {
    const resealed = resealSecrets(row.config, integrationConfig, secrets);
    if (!resealed) continue;
    await tx
      .updateTable('integration')
      .set({ config: JSON.stringify(resealed) })
      .where('integration_row_id', '=', row.integration_row_id)
      .execute();
    count += 1;
  }
  return count;
}

/** Every stored secret of integrations, as sealed. */
export async function readSealedIntegrationSecrets(db: Queryable): Promise<string[]> {
  const rows = await db.selectFrom('integration').select('config').execute();
  return [...rows.flatMap(({ config }) => listSecrets(config, integrationConfig)), ...(await readSubscriptionKeys(db))];
}
