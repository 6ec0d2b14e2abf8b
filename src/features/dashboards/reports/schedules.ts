import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../../../platform/database/database.ts';
import { listSchedules, setDue } from '../report-store.ts';
import type { ReportConfig } from '../schemas.ts';
import { nextDue } from './check.ts';

/** Follows a save: what is due when, of schedules that are new or changed from this moment on. */
export async function planReports(
  tx: Queryable,
  dashboardRowId: number,
  { configs, before, now }: { configs: readonly ReportConfig[]; before: readonly ReportConfig[]; now: number },
): Promise<void> {
  const planned = new Set((await listSchedules(tx, dashboardRowId)).map(({ config_id }) => config_id));
  const kept = configs.flatMap(({ id }) => id ?? []);
  for (const configId of planned)
    if (!kept.includes(configId)) await setDue(tx, { dashboardRowId, configId }, undefined);
  for (const config of configs) {
    const { id: configId } = config;
    if (configId === undefined) continue;
    const isSame = before.some((each) => each.id === configId && isDeepStrictEqual(each, config));
    // What nobody has changed stays due when it was, also where a save comes while it is.
    if (isSame && planned.has(configId)) continue;
    await setDue(tx, { dashboardRowId, configId }, nextDue(config, now));
  }
}
