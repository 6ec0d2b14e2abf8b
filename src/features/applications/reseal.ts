import type { Queryable } from '../../platform/database/database.ts';
import type { SecretBox } from '../../platform/secrets/secret-box.ts';
import { listSecrets } from '../../platform/secrets/stored-secrets.ts';
import { resealArchiveConfig } from './archive-config.ts';
import { type ArchiveConfig, archiveConfig } from './schemas.ts';
import { updateApplication } from './store.ts';

/** Encrypts stored archive credentials again where a former secret key encrypted them; returns how many. */
export async function resealArchiveSecrets(tx: Queryable, secrets: SecretBox): Promise<number> {
  const rows = await tx
    .selectFrom('application')
    .where('archive_config', 'is not', null)
    .select(['application_row_id', 'archive_config'])
    .forUpdate()
    .execute();
  let count = 0;
  for (const row of rows) {
    const resealed = resealArchiveConfig(row.archive_config as ArchiveConfig, secrets);
    if (!resealed) continue;
    await updateApplication(tx, row.application_row_id, { archive_config: JSON.stringify(resealed) });
    count += 1;
  }
  return count;
}

/** Every stored secret of an archive, as sealed. */
export async function readSealedArchiveSecrets(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectFrom('application')
    .where('archive_config', 'is not', null)
    .select('archive_config')
    .execute();
  return rows.flatMap((row) => listSecrets(row.archive_config as ArchiveConfig, archiveConfig));
}
