import { type Static, Type } from 'typebox';
import { developVersion } from '../../../kernel/flow.ts';
import { newId } from '../../../kernel/ids.ts';
import type { BundleImport, BundleRecord } from '../../../platform/bundles/bundle-kind.ts';
import { pickFields, recordCheck, refusalOf } from '../../../platform/bundles/check-record.ts';
import { type FlowRecord, readFlow, readVersion, type VersionRecord } from '../import/records.ts';
import { runtime } from '../schemas.ts';
import { recordTypes } from './record-types.ts';

/** What exports of workflows alone do not say. */
const switches = Type.Object({ enabled: Type.Optional(Type.Boolean()), runtime: Type.Optional(runtime) });
type Switches = Static<typeof switches>;
const checkSwitches = recordCheck<Switches>(switches);

/** A workflow that a bundle brings. */
export interface BroughtFlow extends Switches {
  /** Under which it is stored. */
  readonly id: string;
  readonly record: BundleRecord;
  /** Whether a workflow of that id is there already. */
  readonly isPresent: boolean;
  readonly flow: FlowRecord;
  /** False: only frozen versions of it came, and there is nothing to edit. */
  readonly hasDevelop: boolean;
}

/** A named version that a bundle brings. */
export interface BroughtVersion {
  readonly flowId: string;
  readonly record: BundleRecord;
  readonly version: VersionRecord;
}

/** What a bundle's records say of workflows, by their ids, and of their versions; records that cannot be read are refused. */
export function readRecords(records: readonly BundleRecord[], bundle: BundleImport) {
  const flows = new Map<string, BroughtFlow>();
  const versions: BroughtVersion[] = [];
  const read = (record: BundleRecord): void => {
    const { fields, present, resourceType } = record;
    const id = present?.id ?? record.id;
    if (resourceType === recordTypes.flow) flows.set(id, readBrought(record, id, true));
    else if (resourceType === recordTypes.version) versions.push(readNamed(record, String(fields.flowId)));
    else {
      const flowId = idOf(record, bundle);
      const isDevelop = fields.version === undefined || fields.version === developVersion;
      const known = flows.get(flowId);
      if (isDevelop && known?.hasDevelop) bundle.refuse(record, 'is the workflow of another record of the bundle');
      // Its first version says what a workflow is called when no version develop does.
      else if (isDevelop || !known) flows.set(flowId, readBrought(asFlow(record), flowId, isDevelop));
      if (!isDevelop) versions.push(readNamed(record, flowId));
    }
  };
  for (const record of records) {
    try {
      read(record);
    } catch (error) {
      bundle.refuse(record, refusalOf(error));
    }
  }
  return { flows, versions };
}

function readBrought(record: BundleRecord, id: string, hasDevelop: boolean): BroughtFlow {
  const { fields, present } = record;
  const isPresent = (present?.minted?.flow ?? present?.id) === id;
  return {
    id,
    record,
    isPresent,
    hasDevelop,
    flow: readFlow(fields, 'workflow'),
    ...checkSwitches(pickFields(fields, switches)),
  };
}

function readNamed(record: BundleRecord, flowId: string): BroughtVersion {
  return { flowId, record, version: readVersion({ ...record.fields, flowId }, 'version') };
}

function asFlow(record: BundleRecord): BundleRecord {
  return { ...record, resourceType: recordTypes.flow, fields: { ...record.fields, flowClass: 'experience' } };
}

/** Only an id that was made for this bundle: that of another workflow must not be taken. */
function idOf({ fields, id, present }: BundleRecord, bundle: BundleImport): string {
  const { flowId } = fields;
  if (present?.minted?.flow !== undefined) return present.minted.flow;
  if (typeof flowId !== 'string') return id;
  return flowId === id || bundle.isMinted(flowId) ? flowId : newId();
}
