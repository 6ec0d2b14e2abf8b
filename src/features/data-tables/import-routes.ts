import type { ActionRouter } from '../../platform/http/action-router.ts';
import { receiveForm } from '../../platform/http/multipart.ts';
import type { DataTableImports } from './imports.ts';
import { dataTableImport, dataTableImports, importForm, jobStarted } from './schemas.ts';

/** Rows from CSV files. */
export function registerImportRoutes(router: ActionRouter, imports: DataTableImports): void {
  router.handle('dataTableRows.import', {
    summary: 'Insert the rows of a CSV file, sent as the part "file" of a form; they are stored in the background.',
    body: importForm,
    form: true,
    answer: jobStarted,
    handle: async ({ application, parameters, principal, change, request }) =>
      receiveForm(request, { field: 'file', limit: imports.limit }, (form) =>
        imports.receive(application, parameters.dataTableId, form, { principal, change }),
      ),
  });

  router.handle('dataTableImports.get', {
    summary: 'The imports of a data table of the last seven days, the newest first.',
    answer: dataTableImports,
    handle: async (call) => imports.list(call.application, call.parameters.dataTableId),
  });

  router.handle('dataTableImport.get', {
    summary: 'How far an import is, and which rows could not be stored.',
    answer: dataTableImport,
    handle: async (call) => imports.get(call.application, call.parameters.dataTableId, call.parameters.importId),
  });
}
