import { newId } from '../../../kernel/ids.ts';
import type { BundleKind } from '../../../platform/bundles/bundle-kind.ts';
import { flowResource, flowVersionResource } from '../resource.ts';
import type { FlowService } from '../service.ts';
import type { VersionService } from '../versions.ts';
import { exportFlows } from './export.ts';
import { FlowBundleImport } from './insert.ts';
import { matchFlows } from './match.ts';
import { recordTypes } from './record-types.ts';

/**
 * What triggers and nodes name by its id; where an import keeps what is there, they are to name that. Not dashboards, which are
 * stored after workflows: their buttons name these far oftener than a node names a dashboard.
 */
const named = [
  'device',
  'deviceRecipe',
  'dataTable',
  'webhook',
  'integration',
  'file',
  'experienceEndpoint',
  'experienceView',
  'experienceGroup',
  'experienceUser',
] as const;

/**
 * Workflows of bundles: `workflows/<class>/*.yaml` with their version develop, `workflowVersions/*.yaml` with named ones, and
 * `experience/<version>/workflows/*.yaml` with those of experiences, which have no record of their own. What workflows store
 * between runs does not come along.
 */
export function flowBundleKind(options: { service: FlowService; versions: VersionService }): BundleKind {
  return {
    resourceType: recordTypes.flow,
    type: flowResource.type,
    alongside: {
      [recordTypes.version]: flowVersionResource.type,
      [recordTypes.experience]: flowVersionResource.type,
    },
    label: 'workflows',
    after: named,
    mints: { flow: { field: 'flowId', of: recordTypes.experience, make: newId } },
    match: matchFlows,
    insert: (steps, records, bundle) => new FlowBundleImport(steps, bundle, options).run(records),
    export: exportFlows,
  };
}
