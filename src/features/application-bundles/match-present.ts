import type { BundleApplication } from '../../platform/bundles/bundle-kind.ts';
import { isPlaceholder, type Placeholders } from '../../platform/bundles/placeholders.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { BundleRefused, type ImportPlan, type PlannedKind, typeOf } from './plan.ts';
import type { RunningImport } from './running-import.ts';

/**
 * Looks for what is there already of each record, before anything is stored: from then on the record's placeholders stand for
 * that, wherever they are, in records of its own kind and of those stored before it too.
 *
 * @returns the plan's kinds, whose records know what is there
 */
export async function matchPresent(
  tx: Queryable,
  { plan, placeholders, application }: { plan: ImportPlan; placeholders: Placeholders; application: BundleApplication },
): Promise<PlannedKind[]> {
  const matched: PlannedKind[] = [];
  for (const { kind, records } of plan.kinds) {
    const resolved = records.map((record) => ({ ...record, ...withIds(record, placeholders) }));
    const found = await kind.match(tx, resolved, application);
    for (const record of records) {
      const present = found.get(record.id);
      if (present?.id !== undefined && record.label !== '') plan.values.set(record.label, present.id);
      for (const [type, value] of Object.entries(present?.minted ?? {})) {
        const placeholder = record.fields[kind.mints?.[type]?.field ?? ''];
        if (isPlaceholder(placeholder)) plan.values.set(placeholder, value);
      }
    }
    matched.push({
      kind,
      records: records.map((record) => {
        const present = found.get(record.id);
        return present === undefined ? record : { ...record, present };
      }),
    });
  }
  return matched;
}

/** @throws BundleRefused naming the records that are there already, if any is */
export function refusePresent(kinds: readonly PlannedKind[], running: RunningImport): void {
  let count = 0;
  for (const { kind, records } of kinds) {
    for (const { label, name, present, resourceType } of records) {
      if (present?.id === undefined) continue;
      count += 1;
      running.add({ type: typeOf(kind, resourceType), name, id: label, message: 'is there already' });
    }
  }
  if (count === 0) return;
  const what = count === 1 ? "1 of the bundle's records is" : `${count} of the bundle's records are`;
  throw new BundleRefused(running.problems, `${what} there already, so nothing of it was stored`);
}

/** The fields of a record and its name with ids in place of placeholders. */
export function withIds({ fields, name }: { fields: object; name: string }, placeholders: Placeholders) {
  return { fields: placeholders.replaceIn(fields) as Record<string, unknown>, name: placeholders.replace(name) };
}
