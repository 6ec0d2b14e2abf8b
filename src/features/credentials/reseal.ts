import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { listSecrets, resealSecrets } from '../../platform/secrets/stored-secrets.ts';
import { type CredentialType, schemaOf } from './configs.ts';
import { updateCredential } from './store.ts';

/** Encrypts stored credentials again where a former secret key encrypted them; returns how many. */
export async function resealCredentials(tx: Queryable, secrets: SecretBox): Promise<number> {
  const rows = await tx.selectFrom('credential').select(['credential_row_id', 'type', 'config']).forUpdate().execute();
  let count = 0;
  for (const { credential_row_id, type, config } of rows) {
    const resealed = resealSecrets(config, schemaOf(type as CredentialType), secrets);
    if (!resealed) continue;
    await updateCredential(tx, credential_row_id, { config: JSON.stringify(resealed) });
    count += 1;
  }
  return count;
}

/** Every secret of a credential, as sealed. */
export async function readSealedCredentials(db: Queryable): Promise<string[]> {
  const rows = await db.selectFrom('credential').select(['type', 'config']).execute();
  return rows.flatMap(({ type, config }) => listSecrets(config, schemaOf(type as CredentialType)));
}
