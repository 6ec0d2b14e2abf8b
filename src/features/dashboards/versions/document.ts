import { isDeepStrictEqual } from 'node:util';
import type { DashboardRow } from '../store.ts';
import type { VersionDocument } from '../stored-shapes.ts';

export function toDocument(row: DashboardRow): VersionDocument {
  return {
    name: row.name,
    description: row.description,
    refreshRate: row.refresh_rate,
    defaultTheme: row.default_theme as 'light' | 'dark',
    duration: Number(row.duration),
    resolution: Number(row.resolution),
    blocks: row.blocks,
    contextConfiguration: row.context_configuration,
    reportConfigs: row.report_configs,
    signalbox: row.extras,
  };
}

/** One difference between two versions. */
export interface DocumentChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly part: string;
  readonly id?: string;
  readonly title?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What differs between two versions, blocks and variables by what they are called. */
export function compareDocuments(before: VersionDocument, after: VersionDocument): DocumentChange[] {
  const fields = ['name', 'description', 'refreshRate', 'defaultTheme', 'duration', 'resolution', 'signalbox'] as const;
  const changed = fields.flatMap((part): DocumentChange[] =>
    isDeepStrictEqual(before[part], after[part])
      ? []
      : [{ kind: 'changed', part, before: before[part] ?? undefined, after: after[part] ?? undefined }],
  );
  return [
    ...changed,
    ...compareLists('blocks', before.blocks, after.blocks, ({ id }) => id),
    ...compareLists(
      'contextConfiguration',
      before.contextConfiguration,
      after.contextConfiguration,
      ({ name }) => name,
    ),
    ...compareLists('reportConfigs', before.reportConfigs, after.reportConfigs, ({ id, cron }) => id ?? cron),
  ];
}

function compareLists<Item extends object>(
  part: string,
  before: readonly Item[],
  after: readonly Item[],
  idOf: (item: Item) => string,
): DocumentChange[] {
  const [old, fresh] = [before, after].map((list) => new Map(list.map((item) => [idOf(item), item]))) as [
    Map<string, Item>,
    Map<string, Item>,
  ];
  const about = (id: string, item: Item) => ({
    part,
    id,
    ...('title' in item && typeof item.title === 'string' && item.title !== '' ? { title: item.title } : {}),
  });
  return [
    ...[...old].flatMap(([id, item]): DocumentChange[] => {
      const now = fresh.get(id);
      if (!now) return [{ kind: 'removed', ...about(id, item), before: item }];
      return isDeepStrictEqual(item, now) ? [] : [{ kind: 'changed', ...about(id, now), before: item, after: now }];
    }),
    ...[...fresh].flatMap(([id, item]): DocumentChange[] =>
      old.has(id) ? [] : [{ kind: 'added', ...about(id, item), after: item }],
    ),
  ];
}
