import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { lockSealed, updateWebhook } from './store.ts';

/** Encrypts stored passwords again where a former secret key encrypted them; returns how many. */
export async function resealPasswords(tx: Queryable, secrets: SecretBox): Promise<number> {
  let count = 0;
  for (const { webhook_row_id: rowId, sealed_basic_auth_password: sealed } of await lockSealed(tx)) {
    if (sealed === null || !secrets.isOutdated(sealed)) continue;
    await updateWebhook(tx, rowId, { sealed_basic_auth_password: secrets.seal(secrets.open(sealed)) });
    count += 1;
  }
  return count;
}
