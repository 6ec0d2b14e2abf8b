import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { updateUser } from './store.ts';

const sealedColumns = ['two_factor_key', 'unused_password'] as const;

/** Encrypts what is stored of users' secrets again where a former secret key encrypted it; returns how many. */
export async function resealSecrets(tx: Queryable, secrets: SecretBox): Promise<number> {
  let count = 0;
  for (const column of sealedColumns) {
    const rows = await tx
      .selectFrom('app_user')
      .where(column, 'is not', null)
      .select(['user_row_id', column])
      .forUpdate()
      .execute();
    for (const { user_row_id: userRowId, [column]: sealed } of rows) {
      if (sealed === null || !secrets.isOutdated(sealed)) continue;
      await updateUser(tx, userRowId, { [column]: secrets.seal(secrets.open(sealed)) });
      count += 1;
    }
  }
  return count;
}

/** Every stored secret of users, as sealed. */
export async function readSealedSecrets(db: Queryable): Promise<string[]> {
  const rows = await db.selectFrom('app_user').select(sealedColumns).execute();
  return rows.flatMap((row) => sealedColumns.map((column) => row[column])).filter((sealed) => sealed !== null);
}
