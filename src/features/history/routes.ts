import type { ActionRouter } from '../../platform/http/action-router.ts';
import { historyImport, historyImportAnswer } from './schemas.ts';
import type { HistoryService } from './service.ts';

/** `data.importHistory` (ours): states of any age. Why it is not a report: docs/decisions/0014. */
export function registerHistoryRoutes(router: ActionRouter, history: HistoryService): void {
  router.handle('data.importHistory', {
    summary:
      'Store states of any age, converted as reports are; answered once durable. Storing them again changes nothing.',
    body: historyImport,
    answer: historyImportAnswer,
    unrecorded: 'data of devices, beside which a record of each call would say nothing more',
    handle: async (call) => history.import(call.application, call.principal, call.body),
  });
}
