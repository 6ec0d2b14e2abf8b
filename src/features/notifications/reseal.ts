import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { listSecrets, resealSecrets } from '../../platform/secrets/stored-secrets.ts';
import { readChannels, updateRule } from './rule-store.ts';
import { channelsSchema } from './schemas.ts';

/** Encrypts stored secrets of webhooks again where a former secret key encrypted them; returns how many rules. */
export async function resealChannels(tx: Queryable, secrets: SecretBox): Promise<number> {
  let count = 0;
  for (const { notification_rule_row_id, channels } of await readChannels(tx, { forUpdate: true })) {
    const resealed = resealSecrets(channels, channelsSchema, secrets);
    if (!resealed) continue;
    await updateRule(tx, notification_rule_row_id, { channels: JSON.stringify(resealed) });
    count += 1;
  }
  return count;
}

/** Every stored secret of a webhook, as sealed. */
export async function readSealedChannels(db: Queryable): Promise<string[]> {
  return (await readChannels(db, { forUpdate: false })).flatMap(({ channels }) =>
    listSecrets(channels, channelsSchema),
  );
}
