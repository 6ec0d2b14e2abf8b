import type { ApplicationRef } from '../../kernel/owner.ts';
import type { Principal } from '../../kernel/principal.ts';
import type { Database } from '../../platform/database/database.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { RequestedExports } from '../exports/index.ts';
import { compileEventQuery, type EventQuery } from './event-query.ts';
import { type EventsExportRequest, eventLines } from './export-lines.ts';
import type { EventsExport } from './schemas.ts';

const kind = 'events';

/** Events as CSV files: asked for here, written and fetched as every export is. */
export class EventExports {
  readonly #database: Database;
  readonly #exports: RequestedExports;

  constructor(options: { database: Database; exports: RequestedExports }) {
    const { database, exports } = options;
    this.#database = database;
    this.#exports = exports;
    exports.define({
      kind,
      actions: ['events.export'],
      lines: (row, signal) =>
        eventLines(database, row.application_row_id, row.request as unknown as EventsExportRequest, signal),
    });
  }

  /**
   * Asks for a file with the events that a query selects, or all.
   *
   * @throws AppError Validation naming the field; Throttled when the application has as many exports as it may
   */
  async start(
    application: ApplicationRef,
    principal: Principal,
    { query, guardFormulas = false, email, callbackUrl }: EventsExport,
    { baseUrl }: { baseUrl: string },
  ): Promise<{ success: true; jobId: string }> {
    if (query) compileEventQuery(query);
    const delivery = { email, callbackUrl };
    this.#exports.check(delivery);
    const request = { selection: query ? { query: query as EventQuery } : {}, guardFormulas };
    const jobId = await inTransaction(this.#database, (tx) =>
      this.#exports.start(tx, application, principal, { kind, request, delivery, baseUrl }),
    );
    return { success: true, jobId };
  }
}
