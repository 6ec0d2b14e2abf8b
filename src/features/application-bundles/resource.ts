import type { Resource } from '../../platform/resources/resource.ts';

/** Imports of bundles into an application, as far as they are remembered. */
export const applicationImportResource: Resource = {
  type: 'applicationImport',
  label: 'Import',
  parent: 'application',
  idParameter: 'applicationImportId',
  table: 'application_import',
  rowId: 'application_import_row_id',
};

/** Templates are folders of the operator's, in no table; whoever may call at all sees them. */
export const applicationTemplateResource: Resource = {
  type: 'applicationTemplate',
  label: 'Application template',
  parent: 'installation',
  idParameter: 'templateId',
  table: '',
  rowId: '',
};
