import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { updateUser } from './store.ts';

/** Encrypts two-factor keys again where a former secret key encrypted them; answers how many. */
export async function resealTwoFactorKeys(tx: Queryable, secrets: SecretBox): Promise<number> {
  const rows = await tx
    .selectFrom('app_user')
    .where('two_factor_key', 'is not', null)
    .select(['user_row_id', 'two_factor_key'])
    .forUpdate()
    .execute();
  let count = 0;
  for (const { user_row_id: userRowId, two_factor_key: sealed } of rows) {
    if (sealed === null || !secrets.isOutdated(sealed)) continue;
    await updateUser(tx, userRowId, { two_factor_key: secrets.seal(secrets.open(sealed)) });
    count += 1;
  }
  return count;
}
