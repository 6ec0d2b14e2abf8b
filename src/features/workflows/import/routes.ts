import type { ActionRouter } from '../../../platform/http/action-router.ts';
import { flowsImport, flowsImported } from '../schemas.ts';
import type { FlowImport } from './import.ts';

/** All workflows of an application with their versions, as one export writes them. */
const importBodyLimit = 8 * 1024 * 1024;

export function registerFlowImportRoutes(router: ActionRouter, imports: FlowImport): void {
  router.handle('flows.import', {
    summary:
      'Create workflows from an export, with their versions and what refers from one to another; all or nothing.',
    body: flowsImport,
    bodyLimit: importBodyLimit,
    answer: flowsImported,
    handle: async (call) => imports.run(call.application, call.body, call.change),
  });
}
