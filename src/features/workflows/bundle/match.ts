import { developVersion } from '../../../kernel/flow.ts';
import type { BundleApplication, BundleRecord, PresentRecord } from '../../../platform/bundles/bundle-kind.ts';
import { matchByKey, nameOf } from '../../../platform/bundles/named-rows.ts';
import type { Queryable } from '../../../platform/database/database.ts';
import { type FlowRow, listAllFlows } from '../store.ts';
import { readVersionsOf } from '../version-store.ts';
import { recordTypes } from './record-types.ts';

/**
 * Which workflows are there already, by class and name, and which of their versions, by name. Records of experiences' workflows
 * are one for each version: all of one workflow have the id of it in `flowId`.
 */
export async function matchFlows(
  tx: Queryable,
  records: readonly BundleRecord[],
  { applicationRowId }: BundleApplication,
): Promise<Map<string, PresentRecord>> {
  const rows = await listAllFlows(tx, applicationRowId);
  const isFlow = ({ resourceType }: BundleRecord): boolean => resourceType === recordTypes.flow;
  const isExperience = ({ resourceType }: BundleRecord): boolean => resourceType === recordTypes.experience;
  const firsts = new Map(records.filter(isExperience).map((record) => [flowIdOf(record), record]));
  const matched = matchByKey([...records.filter(isFlow), ...firsts.values()], {
    rows,
    keyOfRow: (row) => keyOf(row.flow_class, row.name),
    keyOf: (record) => {
      const flowClass = isFlow(record) ? String(record.fields.flowClass ?? 'cloud') : 'experience';
      const name = nameOf(record);
      return name === undefined ? undefined : keyOf(flowClass, name);
    },
  });
  const flows = new Map<string, FlowRow>(matched);
  for (const [flowId, record] of firsts) {
    const row = matched.get(record.id);
    if (row) flows.set(flowId, row);
  }
  const versions = new Map<string, string>();
  for (const { flow_row_id, version, id } of await readVersionsOf(tx, rowIdsOf(flows))) {
    versions.set(`${flow_row_id} ${version}`, id);
  }
  const present = new Map<string, PresentRecord>();
  for (const record of records) {
    const row = flows.get(isFlow(record) ? record.id : flowIdOf(record));
    if (!row) continue;
    const { version } = record.fields;
    const isDevelop = isFlow(record) || (isExperience(record) && (version === undefined || version === developVersion));
    const id = isDevelop
      ? row.deleted_in_develop
        ? undefined
        : row.id
      : versions.get(`${row.flow_row_id} ${version}`);
    present.set(record.id, {
      ...(id === undefined ? {} : { id }),
      ...(isExperience(record) ? { minted: { flow: row.id } } : {}),
    });
  }
  return present;
}

function flowIdOf({ fields, id }: BundleRecord): string {
  return typeof fields.flowId === 'string' ? fields.flowId : id;
}

function rowIdsOf(flows: ReadonlyMap<string, FlowRow>): number[] {
  return [...new Set([...flows.values()].map(({ flow_row_id }) => flow_row_id))];
}

function keyOf(flowClass: string, name: string): string {
  return `${flowClass} ${name}`;
}
