import type { BundleFields, BundleImport, BundleKind, BundleRecord } from '../../platform/bundles/bundle-kind.ts';
import { eachRecord, pickFields, recordCheck } from '../../platform/bundles/check-record.ts';
import { byName, FileNames, matchByName } from '../../platform/bundles/named-rows.ts';
import { placeBlocks } from './blocks.ts';
import { dashboardResource } from './resource.ts';
import { applicationDashboardPost, type Block, type BlockPost, blockTypes, type DashboardPost } from './schemas.ts';
import type { DashboardService } from './service.ts';
import { type DashboardRow, listAllDashboards } from './store.ts';

const check = recordCheck<DashboardPost>(applicationDashboardPost);
const knownTypes: ReadonlySet<string> = new Set(blockTypes);

/** Dashboards of bundles: `dashboards/<name>.yaml`. With whom one is shared is not carried over. */
export function dashboardBundleKind(dashboards: DashboardService): BundleKind {
  return {
    resourceType: 'Dashboard',
    type: dashboardResource.type,
    label: 'dashboards',
    after: ['device', 'dataTable', 'flow', 'file'],
    match: async (tx, records, { applicationRowId }) =>
      matchByName(records, await listAllDashboards(tx, applicationRowId)),
    async insert(steps, records, bundle) {
      await eachRecord({ steps, records, bundle }, async (tx, record) => {
        const { blocks = [], ...picked } = pickFields(record.fields, applicationDashboardPost);
        const body = check({ ...picked, public: false });
        if ((body.reportConfigs?.length ?? 0) > 0) {
          bundle.warn(record, 'has reports by schedule, which are sent once they have been saved here');
        }
        const placed = readBlocks(blocks, record, bundle);
        const same = record.present?.id;
        if (same !== undefined) {
          // With whom it is shared stays as it is.
          const { public: _never, ...change } = body;
          return bundle.found(record, () => dashboards.replaceImported(tx, same, change, placed));
        }
        await dashboards.insertImported(tx, bundle.application, body, { id: record.id, blocks: placed });
        bundle.stored(record);
      });
    },
    async export(db, { applicationRowId }) {
      const rows = byName(await listAllDashboards(db, applicationRowId));
      const names = new FileNames();
      return {
        named: rows.map(({ id, name }) => ({ id, name })),
        documents: rows.map((row) => ({
          path: `dashboards/${names.of(row.name)}.yaml`,
          resources: [toFields(row)],
        })),
      };
    },
  };
}

/**
 * The blocks of a record. Those of types that only a later platform knows are kept as they are and shown by their name; what
 * a block names and the bundle does not have stays as a marked hole.
 */
function readBlocks(given: unknown, record: BundleRecord, bundle: BundleImport): Block[] {
  const { applicationId } = bundle.application;
  const blocks = (Array.isArray(given) ? given : []) as BlockPost[];
  const known = blocks.map((block) => {
    const isKnown = knownTypes.has(block.blockType);
    if (!isKnown) bundle.warn(record, `has a block of a type that this version does not show: ${block.blockType}`);
    return { ...block, blockType: isKnown ? block.blockType : blockTypes[0], applicationId };
  });
  const { blocks: checked = [] } = check({ name: 'blocks', blocks: known });
  const hole = bundle.findUnresolved(blocks);
  if (hole !== undefined) bundle.warn(record, `names something that is not in the bundle: ${hole}`);
  return placeBlocks(checked, applicationId).map((block, index) => ({
    ...block,
    blockType: blocks[index]?.blockType ?? block.blockType,
  }));
}

function toFields(row: DashboardRow): BundleFields {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    refreshRate: row.refresh_rate,
    defaultTheme: row.default_theme,
    duration: Number(row.duration),
    resolution: Number(row.resolution),
    blocks: row.blocks,
    contextConfiguration: row.context_configuration,
    ...(row.report_configs.length === 0 ? {} : { reportConfigs: row.report_configs }),
    ...(row.extras === null ? {} : { signalbox: row.extras }),
  };
}
