import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { updateUser } from './store.ts';

/** Encrypts two-factor keys again where a former secret key encrypted them; returns how many. */
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

/** Every stored two-factor key, as sealed. */
export async function readSealedTwoFactorKeys(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectFrom('app_user')
    .where('two_factor_key', 'is not', null)
    .select('two_factor_key')
    .execute();
  return rows.map((row) => row.two_factor_key).filter((sealed) => sealed !== null);
}
