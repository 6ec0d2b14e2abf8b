import type { Resource } from '../../platform/resources/resource.ts';

export const flowResource: Resource = {
  type: 'flow',
  label: 'Workflow',
  parent: 'application',
  idParameter: 'flowId',
  table: 'flow',
  rowId: 'flow_row_id',
  nameColumn: 'name',
  auditType: 'Flow',
  search: { name: 'name', descriptor: 'description', metadata: { flowClass: 'flow_class' } },
  summaryField: 'flowCount',
  isRecent: true,
  consolePath: '/applications/{applicationId}/workflows/{id}',
  heavyTables: ['flow_storage_entry'],
};

/** A version is named by its id or by its name; changes of it are recorded under its workflow. */
export const flowVersionResource: Resource = {
  type: 'flowVersion',
  label: 'Workflow version',
  parent: 'flow',
  idParameter: 'flowVersionId',
  table: 'flow_version',
  rowId: 'flow_version_row_id',
  nameColumn: 'version',
};
